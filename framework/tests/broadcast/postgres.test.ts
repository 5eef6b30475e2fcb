import { postgres } from '../../src/postgres.ts'
import { createSchema, skip } from '../store/postgres-database.ts'
import { describeBroadcast } from './describe-broadcast.ts'

const listening = 'application_name = current_schema() AND pid <> pg_backend_pid()'

describeBroadcast('instances on one PostgreSQL', { skip }, async () => {
  const schema = await createSchema()
  return {
    join: () => postgres(schema.url).broadcast!,
    cut: () => schema.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${listening}`),
    shout: (text) => schema.query(`SELECT pg_notify('ninety_' || md5(current_schema()), $$${text}$$)`),
  }
})
