// The entry `ninety/postgres`: a store in a PostgreSQL database.
export { postgres } from './engine/store/postgres/postgres.ts'
export type { PostgresOptions } from './engine/store/postgres/postgres.ts'
