import { readFileSync } from 'node:fs'
import type { PoolOptions } from 'mysql2'
import { DeclarationError } from '../../../kernel/problem/declaration-error.ts'

/** Where a database is, as the driver takes it. */
export type Address = Pick<
  PoolOptions,
  'host' | 'port' | 'user' | 'password' | 'database' | 'socketPath' | 'ssl'
>

/** Reads `mysql://user:password@host:port/database?ssl-mode=verify_identity`. */
export function parseAddress(text: string): Address {
  const url = /^(?:mysql|mariadb):\/\//i.test(text) ? URL.parse(text) : null
  const database = url?.pathname.slice(1) ?? ''
  if (url === null || database === '') throw new DeclarationError([notUrl])
  const { searchParams: parameters } = url
  const unknown = [...parameters.keys()].filter((name) => !known.includes(name))
  if (unknown.length > 0) throw new DeclarationError([toUnknown(unknown[0]!)])
  const socketPath = parameters.get('socket')
  const ssl = toTls(parameters.get('ssl-mode') ?? 'disabled', parameters.get('ssl-ca'))
  return {
    host: url.hostname === '' ? 'localhost' : url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 3306 : Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(database),
    ...(socketPath !== null && { socketPath }),
    ...(ssl !== undefined && { ssl }),
  }
}

/** What the clients of MySQL call `--ssl-mode`. */
function toTls(mode: string, authority: string | null): Address['ssl'] {
  const ca = authority === null ? {} : { ca: readFileSync(authority, 'utf8') }
  switch (mode.toLowerCase()) {
    case 'disabled':
      return undefined
    case 'required':
      return { rejectUnauthorized: false, ...ca }
    case 'verify_ca':
      return { rejectUnauthorized: true, ...ca }
    case 'verify_identity':
      return { rejectUnauthorized: true, verifyIdentity: true, ...ca }
    default:
      throw new DeclarationError([notMode])
  }
}

const known = ['ssl-mode', 'ssl-ca', 'socket']

// Without what was written: it may have a password in it.
const notUrl = {
  path: 'store',
  message: 'is given no URL of a MySQL or MariaDB database',
  remedy: 'write mysql://user:password@host:port/database',
}

const notMode = {
  path: 'store',
  message: 'has an ssl-mode that is none',
  remedy: 'write one of disabled, required, verify_ca, verify_identity',
}

const toUnknown = (name: string) => ({
  path: 'store',
  message: `has a URL with the parameter ${name}, which is none`,
  remedy: `write some of ${known.join(', ')}`,
})
