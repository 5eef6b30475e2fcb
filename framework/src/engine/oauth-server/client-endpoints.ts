import type { Principal } from '../../declaration/policy/principal.ts'
import { Forbidden, NotFound, ValidationFailed } from '../../kernel/problem/catalogue.ts'
import { checkMediaType } from '../../protocol/body/media-type.ts'
import { parseJson } from '../../protocol/body/parse-json.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'
import type { HttpRequest } from '../../protocol/message/message.ts'
import {
  toCreatedAnswer,
  toDeletedAnswer,
  toListAnswer,
  toMemberAnswer,
} from '../identity/collection-answers.ts'
import {
  bodyProblems,
  createCollectionEndpoints,
  createEndpointsOf,
  type Collection,
  type CollectionHandle,
} from '../identity/collection-endpoints.ts'
import { readPlace } from '../identity/row-page.ts'
import { checkGivenScopes } from '../identity/scopes.ts'
import { refuseParameters } from '../identity/unknown-parameters.ts'
import type { Users } from '../identity/users.ts'
import { changeTypes, clientScopes, clientsPath, toClientOperations } from './client-operations.ts'
import type { ClientStore } from './client-store.ts'
import { clientIdForm, noFlags, readClientValues } from './client-values.ts'
import type { OAuthClient } from './oauth-client.ts'
import { toClient, toNewShown, toShown } from './shown-client.ts'

/** What managing clients needs once the store is there. */
export interface ClientHandlers {
  readonly clients: ClientStore
  readonly users: Users
  /** Every scope of the API. */
  readonly scopes: readonly string[]
}

/** The same, for a caller. */
interface Admitted extends ClientHandlers {
  /** Whose clients the caller sees; null: everybody's. */
  readonly owner: string | number | null
}

type Handle = CollectionHandle<Admitted>

/**
 * `/auth/clients`: users make, see, change and remove their own clients, and those who have the role everybody's.
 * @param handlers what runs by now
 */
export function createClientEndpoints(role: string, handlers: () => ClientHandlers): Endpoint[] {
  const operations = toClientOperations(role)
  const collection: Collection<Admitted> = {
    path: clientsPath,
    scopes: clientScopes,
    admit({ id, roles }) {
      // Nobody's clients would else be those of everybody.
      if (id === null) throw new Forbidden({ detail: 'Only users have clients.' })
      const running = handlers()
      return { ...running, owner: roles.includes(role) ? null : running.users.toId(id) }
    },
  }
  const toEndpoint = createEndpointsOf(collection)
  return [
    ...createCollectionEndpoints(collection, operations, { create, list, read, change, delete: remove }),
    toEndpoint('POST', `${clientsPath}/{id}/secret`, operations.replaceSecret, [
      clientScopes.write,
      replaceSecret,
      NotFound,
      ...bodyProblems,
    ]),
  ]
}

const create: Handle = async ({ clients, users, scopes, owner }, request, principal) => {
  refuseParameters(request)
  const values = readClientValues('new', readJson(request, ['application/json']), scopes)
  checkGivenScopes(principal, values.scopes!)
  const isService = values.service === true
  // Rules may give services rights that no user has.
  if (isService && owner !== null)
    throw new Forbidden({ detail: 'A client that acts as itself is made by those who run the API.' })
  // It is theirs together: who made it may be gone tomorrow, and who was put out must not keep it.
  const ownerId = isService ? null : users.toId(principal.id!)
  const created = await clients.create({
    ...noFlags,
    name: '',
    redirectUris: [],
    scopes: [],
    ...values,
    ownerId,
  })
  return toCreatedAnswer(request, created.client.id, toNewShown(created))
}

const list: Handle = async ({ clients, owner }, request) => {
  const place = readPlace(request, clientIdForm)
  const page = await clients.list(owner, place.start, place.limit)
  return toListAnswer(page, place, request, (row) => toShown(toClient(row)))
}

const read: Handle = async ({ clients, owner }, request) => {
  refuseParameters(request)
  const client = await clients.find(readClientId(request), owner)
  return toMemberAnswer(client && toShown(client))
}

const change: Handle = async ({ clients, scopes, owner }, request, principal) => {
  refuseParameters(request)
  const id = readClientId(request)
  const values = readClientValues('change', readJson(request, changeTypes), scopes)
  const client = await clients.change(id, owner, values, (before) =>
    checkHeld({ ...before, ...values }, principal, scopes),
  )
  return toMemberAnswer(client && toShown(client))
}

const replaceSecret: Handle = async ({ clients, scopes, owner }, request, principal) => {
  refuseParameters(request)
  const replaced = await clients.replaceSecret(readClientId(request), owner, (client) => {
    checkHeld(client, principal, scopes)
    if (client.public) throw new ValidationFailed({ detail: 'A public client can keep no secret.' })
  })
  return toMemberAnswer(replaced && toNewShown(replaced))
}

const remove: Handle = async ({ clients, owner }, request) => {
  refuseParameters(request)
  return toDeletedAnswer(await clients.remove(readClientId(request), owner))
}

/** Whoever has its secret, or says where users come back to, can do what it can: a narrow token must not come by that. */
function checkHeld(
  { scopes }: Pick<OAuthClient, 'scopes'>,
  principal: Principal,
  known: readonly string[],
): void {
  checkGivenScopes(
    principal,
    scopes.filter((scope) => known.includes(scope)),
  )
}

function readJson(request: HttpRequest, types: readonly string[]): unknown {
  checkMediaType(request, types)
  return parseJson(request.body ?? new Uint8Array())
}

function readClientId({ parameters }: HttpRequest): string {
  const id = parameters['id']!
  if (clientIdForm.test(id)) return id
  throw new NotFound()
}
