/** The prepared statements of the Fastify peer on node:sqlite. */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'

import type { Todo, User } from '../dataset.ts'
import type { FilledStore, ListOptions, TodoStore } from './fastify-store.ts'
import { openDatabase, seedDatabase } from './sqlite-database.ts'

/** Makes and fills the file. */
export function openSqlite(file: string): FilledStore {
  const sampleIds = seedDatabase(file)
  return { store: new SqliteTodoStore(file), sampleIds }
}

class SqliteTodoStore implements TodoStore {
  readonly #database: DatabaseSync
  readonly #todo: StatementSync
  readonly #ownTodo: StatementSync
  readonly #user: StatementSync
  readonly #insert: StatementSync
  readonly #lists = new Map<string, StatementSync>()

  constructor(file: string) {
    this.#database = openDatabase(file)
    this.#todo = this.#database.prepare('select * from todos where id = ?')
    this.#ownTodo = this.#database.prepare('select * from todos where id = ? and ownerId = ?')
    this.#user = this.#database.prepare('select * from users where id = ?')
    this.#insert = this.#database.prepare('insert into todos values (?, ?, ?, ?, ?, ?, ?, ?)')
  }

  findUser(id: string): User | undefined {
    return this.#user.get(id) as User | undefined
  }

  findTodo(id: string, ownerId: string | undefined): Todo | undefined {
    const row = ownerId === undefined ? this.#todo.get(id) : this.#ownTodo.get(id, ownerId)
    return row as Todo | undefined
  }

  insertTodo({ id, task, state, dueAt, ownerId, createdAt, updatedAt, version }: Todo): void {
    this.#insert.run(id, task, state, dueAt, ownerId, createdAt, updatedAt, version)
  }

  listTodos(options: ListOptions): Todo[] {
    const { where, values } = toConditions(options)
    const order = options.sort === '-dueAt' ? 'dueAt desc, id desc' : 'dueAt asc nulls last, id asc'
    const sql = `select * from todos ${where} order by ${order} limit ?`
    return this.#prepareList(sql).all(...values, options.limit + 1) as unknown as Todo[]
  }

  #prepareList(sql: string): StatementSync {
    let statement = this.#lists.get(sql)
    if (statement === undefined) this.#lists.set(sql, (statement = this.#database.prepare(sql)))
    return statement
  }
}

function toConditions({ state, ownerId, sort, cursor }: ListOptions) {
  const conditions: string[] = []
  const values: SQLInputValue[] = []
  const add = (condition: string, ...bound: SQLInputValue[]) => {
    conditions.push(condition)
    values.push(...bound)
  }
  const beyond = sort === '-dueAt' ? '<' : '>'
  if (state !== undefined) add('state = ?', state)
  if (ownerId !== undefined) add('ownerId = ?', ownerId)
  if (cursor?.dueAt === null) add(`(dueAt is null and id ${beyond} ?)`, cursor.id)
  else if (cursor) add(`((dueAt, id) ${beyond} (?, ?) or dueAt is null)`, cursor.dueAt, cursor.id)
  return { where: conditions.length > 0 ? `where ${conditions.join(' and ')}` : '', values }
}
