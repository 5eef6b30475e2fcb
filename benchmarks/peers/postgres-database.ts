/** The PostgreSQL database of the Fastify peer: made and filled before it is asked. */
import type { Pool } from 'pg'

import { createTodos, user } from '../dataset.ts'

const SCHEMA = `
  create table users (
    id uuid primary key,
    username text not null unique,
    "isActive" boolean not null,
    "isAdmin" boolean not null
  );
  create table todos (
    id uuid primary key,
    task text not null,
    state text not null check (state in ('open', 'done')),
    "dueAt" timestamptz,
    "ownerId" uuid not null references users (id),
    "createdAt" timestamptz not null,
    "updatedAt" timestamptz not null,
    version integer not null default 1
  );
  create index todos_state_due on todos (state, "dueAt", id);
  create index todos_state_due_latest on todos (state, "dueAt" desc nulls last, id desc);
`

/** Makes the tables and rows and answers with some ids to ask for. */
export async function seedDatabase(pool: Pool): Promise<string[]> {
  const todos = createTodos()
  await pool.query(SCHEMA)
  await pool.query('insert into users values ($1, $2, $3, $4)', Object.values(user))
  const rows = 'select * from json_populate_recordset(null::todos, $1)'
  await pool.query(`insert into todos ${rows}`, [JSON.stringify(todos)])
  return todos.filter((_, index) => index % 50 === 0).map(({ id }) => id)
}
