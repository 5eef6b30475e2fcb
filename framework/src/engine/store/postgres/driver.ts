import type Driver from 'pg'
import { DeclarationError } from '../../../kernel/problem/declaration-error.ts'

/** The package `pg`, once it is needed. */
export async function importDriver(): Promise<typeof Driver> {
  const { default: driver } = await import('pg').catch((cause: unknown) => {
    throw Object.assign(new DeclarationError([missing]), { cause })
  })
  return driver
}

const missing = {
  path: 'store',
  message: 'is PostgreSQL, but the package pg is not installed',
  remedy: 'npm install pg',
}
