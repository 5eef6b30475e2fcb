import type { PageStart } from '../../declaration/resource/query.ts'
import type { ClientAdministration } from '../identity/client-administration.ts'
import type { ClientStore } from './client-store.ts'
import { noFlags, readClientValues } from './client-values.ts'
import { toClient, toNewShown, toShown } from './shown-client.ts'

const pageSize = 100

/**
 * What those who run an API do to its clients.
 * @param scopes every scope of the API
 */
export function createClientAdministration(
  clients: ClientStore,
  scopes: readonly string[],
): ClientAdministration {
  return {
    scopes,
    async create(given) {
      const values = readClientValues('operator', given, scopes)
      return toNewShown(
        await clients.create({
          ...noFlags,
          name: '',
          redirectUris: [],
          scopes: [],
          ...values,
          ownerId: null,
        }),
      )
    },
    async find(id) {
      const client = await clients.find(id)
      return client && toShown(client)
    },
    async change(id, given) {
      const client = await clients.change(id, null, readClientValues('change', given, scopes))
      return client && toShown(client)
    },
    async *list() {
      let start: PageStart | undefined = { kind: 'first' }
      while (start !== undefined) {
        const page = await clients.list(null, start, pageSize)
        for (const row of page.rows) yield toShown(toClient(row))
        start = page.hasNext ? { kind: 'after', position: page.last! } : undefined
      }
    },
    remove: (id) => clients.remove(id),
  }
}
