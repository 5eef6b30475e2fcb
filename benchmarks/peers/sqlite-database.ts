/** The SQLite file of the hand-written peers: made and filled before the peer's own driver opens it. */
import { DatabaseSync } from 'node:sqlite'

import { createTodos, user } from '../dataset.ts'

/** Settings of one connection; the journal mode stays in the file. */
export const PRAGMAS = ['foreign_keys = on', 'synchronous = normal', 'busy_timeout = 5000']

const SCHEMA = `
  create table users (
    id text primary key,
    username text not null unique,
    isActive integer not null,
    isAdmin integer not null
  ) strict;
  create table todos (
    id text primary key,
    task text not null,
    state text not null check (state in ('open', 'done')),
    dueAt text,
    ownerId text not null references users (id),
    createdAt text not null,
    updatedAt text not null,
    version integer not null default 1
  ) strict;
  create index todos_state_due on todos (state, dueAt, id);
`

/** Makes the tables and rows in a new file and answers with some ids to ask for. */
export function seedDatabase(file: string): string[] {
  const database = openDatabase(file)
  const todos = createTodos()
  database.exec(`pragma journal_mode = wal; ${SCHEMA} begin`)
  database
    .prepare('insert into users values (?, ?, ?, ?)')
    .run(user.id, user.username, Number(user.isActive), Number(user.isAdmin))
  const insert = database.prepare('insert into todos values (?, ?, ?, ?, ?, ?, ?, ?)')
  for (const todo of todos) insert.run(...Object.values(todo))
  database.exec('commit; analyze; pragma wal_checkpoint(truncate)')
  database.close()
  return todos.filter((_, index) => index % 50 === 0).map(({ id }) => id)
}

export function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file)
  for (const pragma of PRAGMAS) database.exec(`pragma ${pragma}`)
  return database
}
