// Publishing and subscribing in Redis (https://redis.io/docs/latest/develop/pubsub/), by a second connection.
import type { Link, Medium } from '../broadcast/relay.ts'
import { createClient, toUnavailable, type RedisConnection } from './connection.ts'
import type { ServerAddress } from './server-address.ts'

/** Where the processes that use a server under one prefix meet. */
export class RedisChannel implements Medium {
  readonly #address: ServerAddress
  readonly #connection: RedisConnection
  readonly #name: string

  /** @param connection sends: one that hears can do nothing else */
  constructor(address: ServerAddress, connection: RedisConnection, prefix: string) {
    this.#address = address
    this.#connection = connection
    // Channels are the server's, whatever the number of the database.
    this.#name = `${prefix}broadcast:${address.database}`
  }

  async open(receive: (text: string) => void, lose: (cause: unknown) => void): Promise<Link> {
    const client = await createClient(this.#address)
    let failure: unknown = 'the connection has ended'
    client.on('error', (error) => (failure = error))
    client.on('end', () => lose(toUnavailable(failure, this.#address)))
    client.on('message', (_channel, text) => receive(text))
    try {
      await client.connect()
      await client.subscribe(this.#name)
      client.stream.unref()
    } catch (error) {
      client.disconnect()
      throw toUnavailable(failure instanceof Error ? failure : error, this.#address)
    }
    return {
      send: async (text) => void (await this.#connection.run((sender) => sender.publish(this.#name, text))),
      check: async () => void (await client.ping()),
      close: async () => client.disconnect(),
    }
  }
}
