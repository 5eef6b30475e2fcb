// The entry `ninety/migrations`: tables made by migrations, and the types of those in TypeScript.
export { migrations } from './engine/migrations/migrations.ts'
export type { Migrations, MigrationsOptions } from './engine/migrations/migrations.ts'
export type { MigrationCode } from './engine/migrations/migration.ts'
export type { MigrationSession } from './engine/migrations/database.ts'
