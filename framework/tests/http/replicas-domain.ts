// People and what they note, on a database with replicas.
import { anyone, createApi, field, isSelf, resource, signedIn, type Events } from '../../src/index.ts'
import { createSecretHasher, identity } from '../../src/identity.ts'
import { postgres, type PostgresOptions } from '../../src/postgres.ts'

const people = resource('people', {
  fields: { username: field.text().unique(), motto: field.text().optional(), password: field.secret() },
  access: { list: signedIn(), read: signedIn(), create: anyone(), update: isSelf(), delete: isSelf() },
})

const notes = resource('notes', {
  fields: { text: field.text() },
  access: anyone(),
})

/** Like notes, in a table that tests make slow on replicas. */
const scrolls = resource('scrolls', { fields: { text: field.text() }, access: anyone() })

/** The API on a database and its replicas. */
export const createReplicasApi = (url: string, options: PostgresOptions, events: Events) =>
  createApi({
    store: postgres(url, options),
    resources: [people, notes, scrolls],
    identity: identity({
      users: { resource: people, login: ['username'], password: 'password' },
      hasher: createSecretHasher({ memory: 64, passes: 1 }),
      secret: 'as every process of the tests has it',
    }),
    events,
  })
