import type { PageStart } from '../../declaration/resource/query.ts'
import type { ClientAdministration, NewShownClient, ShownClient } from '../identity/client-administration.ts'
import { toClient, type ClientStore, type CreatedOAuthClient } from './client-store.ts'
import { readClientValues } from './client-values.ts'
import type { OAuthClient } from './oauth-client.ts'

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
      return toNewShown(await clients.create({ ...defaults, scopes, name: '', ...values }))
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

/** What a client is that is said to be nothing else. */
export const defaults = {
  ownerId: null,
  redirectUris: [],
  public: false,
  firstParty: false,
  service: false,
} as const

/** A client as it is shown. */
export const toShown = ({ id, ...rest }: OAuthClient): ShownClient => ({ clientId: id, ...rest })

/** The same with its secret. */
export const toNewShown = ({ client, secret }: CreatedOAuthClient): NewShownClient => ({
  ...toShown(client),
  ...(secret !== undefined && { clientSecret: secret }),
})
