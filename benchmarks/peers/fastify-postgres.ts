/** The prepared statements of the Fastify peer on pg. */
import { Pool, types } from 'pg'

import type { Todo, User } from '../dataset.ts'
import type { FilledStore, ListOptions, TodoStore } from './fastify-store.ts'
import { seedDatabase } from './postgres-database.ts'

/** As many as Ninety has. */
const CONNECTIONS = 20

// Moments go out as text: a Date in between would be of no use.
types.setTypeParser(types.builtins.TIMESTAMPTZ, (text) => new Date(text).toISOString())

/** Makes and fills the tables. */
export async function openPostgres(url: string): Promise<FilledStore> {
  const pool = new Pool({ connectionString: url, max: CONNECTIONS })
  return { store: new PostgresTodoStore(pool), sampleIds: await seedDatabase(pool) }
}

class PostgresTodoStore implements TodoStore {
  readonly #pool: Pool
  /** The names of statements by their texts. */
  readonly #names = new Map<string, string>()

  constructor(pool: Pool) {
    this.#pool = pool
  }

  async findUser(id: string): Promise<User | undefined> {
    return (await this.#ask<User>('select * from users where id = $1', [id]))[0]
  }

  async findTodo(id: string, ownerId: string | undefined): Promise<Todo | undefined> {
    const rows =
      ownerId === undefined
        ? await this.#ask<Todo>('select * from todos where id = $1', [id])
        : await this.#ask<Todo>('select * from todos where id = $1 and "ownerId" = $2', [id, ownerId])
    return rows[0]
  }

  async insertTodo({ id, task, state, dueAt, ownerId, createdAt, updatedAt, version }: Todo): Promise<void> {
    const values = [id, task, state, dueAt, ownerId, createdAt, updatedAt, version]
    await this.#ask('insert into todos values ($1, $2, $3, $4, $5, $6, $7, $8)', values)
  }

  listTodos(options: ListOptions): Promise<Todo[]> {
    const { where, values } = toConditions(options)
    const order = options.sort === '-dueAt' ? '"dueAt" desc nulls last, id desc' : '"dueAt" asc, id asc'
    const sql = `select * from todos ${where} order by ${order} limit $${values.length + 1}`
    return this.#ask<Todo>(sql, [...values, options.limit + 1])
  }

  async #ask<Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> {
    let name = this.#names.get(text)
    if (name === undefined) this.#names.set(text, (name = `s${this.#names.size}`))
    return (await this.#pool.query<Row>({ name, text, values: [...values] })).rows
  }
}

function toConditions({ state, ownerId, sort, cursor }: ListOptions) {
  const conditions: string[] = []
  const values: unknown[] = []
  const bind = (value: unknown) => `$${values.push(value)}`
  const beyond = sort === '-dueAt' ? '<' : '>'
  if (state !== undefined) conditions.push(`state = ${bind(state)}`)
  if (ownerId !== undefined) conditions.push(`"ownerId" = ${bind(ownerId)}`)
  if (cursor?.dueAt === null) conditions.push(`("dueAt" is null and id ${beyond} ${bind(cursor.id)})`)
  else if (cursor) {
    const position = `(${bind(cursor.dueAt)}, ${bind(cursor.id)})`
    conditions.push(`(("dueAt", id) ${beyond} ${position} or "dueAt" is null)`)
  }
  return { where: conditions.length > 0 ? `where ${conditions.join(' and ')}` : '', values }
}
