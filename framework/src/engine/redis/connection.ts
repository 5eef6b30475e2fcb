import type { Redis as Client } from 'ioredis'
import { Unavailable } from '../../kernel/problem/catalogue.ts'
import { within } from '../../kernel/values/within.ts'
import type { ServerAddress } from './server-address.ts'

/** Milliseconds that Redis may take for an answer. */
const patience = 1000

/**
 * A connection that is made when it is first needed, and again a second or so after it was lost, until it is closed.
 * Meanwhile nothing waits for it, and it keeps no process from ending.
 */
export class RedisConnection {
  readonly #address: ServerAddress
  #opening: Promise<Client> | undefined
  #isClosed = false
  /** Why there is no connection. */
  #failure: unknown

  constructor(address: ServerAddress) {
    this.#address = address
  }

  /**
   * Does something by the connection. A rejection that is an Error is an Unavailable problem, which says nothing of keys
   * and passwords: there is no connection, no answer came within a second, or the server would not do it.
   */
  async run<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
    if (this.#isClosed) throw this.#toUnavailable('the connection is closed')
    const client = await (this.#opening ??= this.#open())
    if (client.status !== 'ready') throw this.#toUnavailable(this.#failure ?? 'there is no connection')
    try {
      return await within(patience, work(client))
    } catch (error) {
      // What is no error is an answer.
      if (!(error instanceof Error)) throw error
      if (isLost(error) && client.stream.writable) client.disconnect(true)
      throw this.#toUnavailable(error)
    }
  }

  /** Ends the connection for good. */
  async close(): Promise<void> {
    this.#isClosed = true
    const client = await this.#opening?.catch(() => undefined)
    client?.disconnect()
  }

  async #open(): Promise<Client> {
    const client = await createClient(this.#address)
    client.on('error', (error) => (this.#failure = error))
    client.on('connect', () => client.stream.unref())
    client.on('ready', () => (this.#failure = undefined))
    client.on('end', () => {
      setTimeout(() => this.#connect(client), 500 + Math.random() * 1000).unref()
    })
    await this.#connect(client)
    return client
  }

  /** Tries it once. Who waits for it goes on without it when it takes too long. */
  async #connect(client: Client): Promise<void> {
    if (this.#isClosed) return
    try {
      await within(patience, client.connect())
    } catch (error) {
      this.#failure ??= error
    }
  }

  #toUnavailable(cause: unknown): Error {
    return toUnavailable(cause, this.#address)
  }
}

/** That there is no answer, without keys and the password. */
export function toUnavailable(cause: unknown, { password }: ServerAddress): Error {
  // Errors of the library carry the command, and servers that know no command repeat its arguments.
  const words = (cause instanceof Error ? cause.message : String(cause)).split(', with args')[0]!
  const said = password === '' ? words : words.replaceAll(password, '…')
  return new Unavailable({ detail: `Redis does not serve: ${said}` })
}

/**
 * Whether another connection may do better: who gave no answer may never give one, and what was the primary may be a replica
 * meanwhile.
 */
const isLost = ({ name, message }: Error): boolean => name !== 'ReplyError' || message.startsWith('READONLY')

/** A client of ioredis that connects when it is told to, once. */
export async function createClient({
  host,
  port,
  database,
  secure,
  user,
  password,
}: ServerAddress): Promise<Client> {
  const { Redis } = await import('ioredis')
  return new Redis({
    host,
    port,
    db: database,
    ...(user !== '' && { username: user }),
    ...(password !== '' && { password }),
    ...(secure && { tls: {} }),
    connectionName: 'ninety',
    lazyConnect: true,
    // What cannot be counted now is counted elsewhere, and must not be counted once more later.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    connectTimeout: patience,
    // Of what is said when a connection begins; counting is given up sooner.
    commandTimeout: 2 * patience,
    disconnectTimeout: 100,
    // Its timer would keep the process from ending.
    retryStrategy: null,
  })
}
