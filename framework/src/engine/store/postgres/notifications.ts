// NOTIFY and LISTEN (https://www.postgresql.org/docs/current/sql-notify.html), by a connection of its own.
import type { Client } from 'pg'
import type { Link, Medium } from '../../broadcast/relay.ts'
import { importDriver } from './driver.ts'

/** Milliseconds that a connection, or an answer, may take. */
const patience = 2000

/**
 * Where the processes of a database meet. Channels are the database's: its schema is part of the name, so that APIs in schemas of
 * their own do not meet.
 */
export class PostgresNotifications implements Medium {
  readonly #url: string

  constructor(url: string) {
    this.#url = url
  }

  async open(receive: (text: string) => void, lose: (cause: unknown) => void): Promise<Link> {
    const pg = await importDriver()
    const client = new pg.Client({
      connectionString: this.#url,
      connectionTimeoutMillis: patience,
      query_timeout: patience,
      keepAlive: true,
    })
    client.on('error', lose)
    client.on('end', () => lose('the connection has ended'))
    client.on('notification', ({ payload = '' }) => receive(payload))
    try {
      await client.connect()
      const channel = await listen(client)
      idle(client, true)
      return {
        send: async (text) => void (await client.query('SELECT pg_notify($1, $2)', [channel, text])),
        check: async () => void (await client.query('SELECT 1')),
        close() {
          // Whoever waits for the end must see it.
          idle(client, false)
          return client.end()
        },
      }
    } catch (error) {
      void client.end().catch(() => {})
      throw error
    }
  }
}

/** Gives back the name of the channel. */
async function listen(client: Client): Promise<string> {
  const { rows } = await client.query<{ channel: string }>(
    "SELECT 'ninety_' || md5(current_schema()) AS channel",
  )
  const { channel } = rows[0]!
  await client.query(`LISTEN "${channel}"`)
  return channel
}

/** Whether it keeps no process from ending; the types do not know of that yet. */
function idle(client: Client, isIdle: boolean): void {
  const { connection } = client as Client & { connection: { ref(): void; unref(): void } }
  if (isIdle) connection.unref()
  else connection.ref()
}
