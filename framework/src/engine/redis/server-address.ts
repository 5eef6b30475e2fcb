import { DeclarationError } from '../../kernel/problem/declaration-error.ts'

/** Where a Redis server is, and as whom to come. */
export interface ServerAddress {
  readonly host: string
  readonly port: number
  /** Number of the database. */
  readonly database: number
  /** Whether TLS begins with the connection. */
  readonly secure: boolean
  /** Empty: the user `default`. */
  readonly user: string
  /** Empty: none is asked for. */
  readonly password: string
}

/** The server that a URL names. Throws a DeclarationError that says nothing of the URL: it may hold a password. */
export function parseServerAddress(text: string): ServerAddress {
  const address = readServerAddress(text)
  if (address !== undefined) return address
  const remedy = 'write redis://user:password@redis.example.com:6379/0, or rediss:// for TLS'
  throw new DeclarationError([{ path: 'redis.url', message: 'is no URL of a Redis server', remedy }])
}

function readServerAddress(text: string): ServerAddress | undefined {
  const url = URL.parse(text)
  const secure = url?.protocol === 'rediss:'
  if (url === null || (!secure && url.protocol !== 'redis:') || url.hostname === '') return undefined
  const database = /^(?:\/(\d{1,5})?)?$/.exec(url.pathname)
  if (database === null || url.search !== '' || url.hash !== '') return undefined
  try {
    return {
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: url.port === '' ? 6379 : Number(url.port),
      database: Number(database[1] ?? 0),
      secure,
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
    }
  } catch {
    // A percent sign that encodes nothing.
    return undefined
  }
}
