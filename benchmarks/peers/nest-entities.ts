/** The entities of the Nest peer, and MikroORM 7 over node:sqlite. */
import { defineEntity } from '@mikro-orm/core'
import type { InferEntity } from '@mikro-orm/core'
import { defineSqlConfig, NodeSqliteDialect, SqliteDriver } from '@mikro-orm/sql'

export const UserEntity = defineEntity({
  name: 'User',
  tableName: 'users',
  properties: (p) => ({
    id: p.uuid().primary(),
    username: p.string().unique(),
    isActive: p.boolean().fieldName('isActive'),
    isAdmin: p.boolean().fieldName('isAdmin'),
  }),
})

export const TodoEntity = defineEntity({
  name: 'Todo',
  tableName: 'todos',
  indexes: [{ name: 'todos_state_due', properties: ['state', 'dueAt', 'id'] }],
  properties: (p) => ({
    id: p.uuid().primary(),
    task: p.string().length(500),
    state: p.enum(['open', 'done'] as const).default('open'),
    dueAt: p.string().fieldName('dueAt').nullable(),
    ownerId: p.uuid().fieldName('ownerId'),
    createdAt: p.string().fieldName('createdAt'),
    updatedAt: p.string().fieldName('updatedAt'),
    version: p.integer().version().hidden(),
  }),
})

export type UserRow = InferEntity<typeof UserEntity>
export type TodoRow = InferEntity<typeof TodoEntity>

export function createOrmConfig(file: string) {
  return defineSqlConfig({
    driver: SqliteDriver,
    dbName: file,
    driverOptions: new NodeSqliteDialect(file),
    entities: [UserEntity, TodoEntity],
  })
}
