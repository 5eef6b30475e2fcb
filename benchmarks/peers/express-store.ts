/** The queries of the Express peer: drizzle-orm over node:sqlite. */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'

import { and, asc, desc, eq, gt, isNull, lt, or, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { drizzle } from 'drizzle-orm/sqlite-proxy'
import type { AsyncRemoteCallback } from 'drizzle-orm/sqlite-proxy'

import type { Todo, User } from '../dataset.ts'
import type { Cursor } from './cursor.ts'
import { openDatabase } from './sqlite-database.ts'

const users = sqliteTable('users', {
  id: text().primaryKey(),
  username: text().notNull(),
  isActive: integer({ mode: 'boolean' }).notNull(),
  isAdmin: integer({ mode: 'boolean' }).notNull(),
})

const todos = sqliteTable(
  'todos',
  {
    id: text().primaryKey(),
    task: text().notNull(),
    state: text({ enum: ['open', 'done'] }).notNull(),
    dueAt: text(),
    ownerId: text()
      .notNull()
      .references(() => users.id),
    createdAt: text().notNull(),
    updatedAt: text().notNull(),
    version: integer().notNull(),
  },
  (table) => [index('todos_state_due').on(table.state, table.dueAt, table.id)],
)

export interface ListOptions {
  state?: 'open' | 'done' | undefined
  ownerId: string | undefined
  sort: 'dueAt' | '-dueAt'
  cursor: Cursor | undefined
  limit: number
}

/** The driver: runs drizzle's SQL on node:sqlite and keeps each text's prepared statement. */
function createDriver(database: DatabaseSync): AsyncRemoteCallback {
  const statements = new Map<string, StatementSync>()
  const prepare = (query: string) => {
    let statement = statements.get(query)
    if (statement === undefined) {
      statement = database.prepare(query)
      statement.setReturnArrays(true)
      statements.set(query, statement)
    }
    return statement
  }
  return async (query, values: SQLInputValue[], method) => {
    const statement = prepare(query)
    if (method === 'get') return { rows: statement.get(...values) as unknown as unknown[] as never[] }
    if (method === 'run') return { rows: [statement.run(...values)] }
    return { rows: statement.all(...values) }
  }
}

function isBeyond({ dueAt, id }: Cursor, sort: ListOptions['sort']): SQL | undefined {
  const compare = sort === '-dueAt' ? lt : gt
  if (dueAt === null) return and(isNull(todos.dueAt), compare(todos.id, id))
  const isAtSameDate = and(eq(todos.dueAt, dueAt), compare(todos.id, id))
  return or(compare(todos.dueAt, dueAt), isAtSameDate, isNull(todos.dueAt))
}

export class TodoStore {
  readonly #database
  readonly #user
  readonly #todo
  readonly #ownTodo
  readonly #insert

  constructor(file: string) {
    const database = drizzle(createDriver(openDatabase(file)))
    const id = sql.placeholder('id')
    const isOwn = eq(todos.ownerId, sql.placeholder('ownerId'))
    const row = {
      id,
      task: sql.placeholder('task'),
      state: sql.placeholder('state'),
      dueAt: sql.placeholder('dueAt'),
      ownerId: sql.placeholder('ownerId'),
      createdAt: sql.placeholder('createdAt'),
      updatedAt: sql.placeholder('updatedAt'),
      version: sql.placeholder('version'),
    }
    this.#database = database
    this.#user = database.select().from(users).where(eq(users.id, id)).prepare()
    this.#todo = database.select().from(todos).where(eq(todos.id, id)).prepare()
    this.#ownTodo = database
      .select()
      .from(todos)
      .where(and(eq(todos.id, id), isOwn))
      .prepare()
    this.#insert = database.insert(todos).values(row).prepare()
  }

  findUser(id: string): Promise<User | undefined> {
    return this.#user.get({ id })
  }

  findTodo(id: string, ownerId: string | undefined): Promise<Todo | undefined> {
    return ownerId === undefined ? this.#todo.get({ id }) : this.#ownTodo.get({ id, ownerId })
  }

  async insertTodo(todo: Todo): Promise<void> {
    await this.#insert.run({ ...todo })
  }

  /** Answers with one row more than the limit when there is a next page. */
  listTodos({ state, ownerId, sort, cursor, limit }: ListOptions): Promise<Todo[]> {
    const order = sort === '-dueAt' ? [desc(todos.dueAt)] : [asc(isNull(todos.dueAt)), asc(todos.dueAt)]
    return this.#database
      .select()
      .from(todos)
      .where(
        and(
          state && eq(todos.state, state),
          ownerId === undefined ? undefined : eq(todos.ownerId, ownerId),
          cursor && isBeyond(cursor, sort),
        ),
      )
      .orderBy(...order, sort === '-dueAt' ? desc(todos.id) : asc(todos.id))
      .limit(limit + 1)
  }
}
