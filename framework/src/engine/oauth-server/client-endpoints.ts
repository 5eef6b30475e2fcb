import type { Principal } from '../../declaration/policy/principal.ts'
import {
  Forbidden,
  InsufficientScope,
  InvalidQuery,
  NotFound,
  Unauthenticated,
  ValidationFailed,
} from '../../kernel/problem/catalogue.ts'
import type { ProblemType } from '../../kernel/problem/problem.ts'
import { checkMediaType } from '../../protocol/body/media-type.ts'
import { parseJson } from '../../protocol/body/parse-json.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'
import type { HttpReply, HttpRequest } from '../../protocol/message/message.ts'
import { bodyProblems } from '../identity/role-endpoints.ts'
import { readPlace, toPageAnswer } from '../identity/row-page.ts'
import { checkGivenScopes } from '../identity/scopes.ts'
import { uncached, uncachedJson } from '../identity/uncached.ts'
import { refuseParameters } from '../identity/unknown-parameters.ts'
import type { Users } from '../identity/users.ts'
import { readScope, toClientOperations, writeScope } from './client-operations.ts'
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

/** A request about clients, by whom it may be. */
interface Asked extends ClientHandlers {
  readonly request: HttpRequest
  readonly principal: Principal
  /** Whose clients the caller sees; null: everybody's. */
  readonly owner: string | number | null
}

type Handle = (asked: Asked) => Promise<HttpReply>

/**
 * `/auth/clients`: users make, see, change and remove their own clients, and those who have the role everybody's.
 * @param handlers what runs by now
 */
export function createClientEndpoints(role: string, handlers: () => ClientHandlers): Endpoint[] {
  const operations = toClientOperations(role)
  const toEndpoint = (
    method: Endpoint['method'],
    path: string,
    name: keyof typeof operations,
    [scope, handle, ...problems]: readonly [scope: string, handle: Handle, ...problems: ProblemType[]],
  ): Endpoint => ({
    method,
    path,
    authentication: 'required',
    scopes: [scope],
    operation: operations[name],
    problems: [InvalidQuery, Unauthenticated, InsufficientScope, Forbidden, ...problems],
    handle(request, principal) {
      // Nobody's clients would else be those of everybody.
      if (principal.id === null) throw new Forbidden({ detail: 'Only users have clients.' })
      const running = handlers()
      const owner = principal.roles.includes(role) ? null : running.users.toId(principal.id)
      return handle({ ...running, request, principal, owner })
    },
  })
  const one = '/auth/clients/{id}'
  return [
    toEndpoint('POST', '/auth/clients', 'create', [writeScope, create, ...bodyProblems]),
    toEndpoint('GET', '/auth/clients', 'list', [readScope, list]),
    toEndpoint('GET', one, 'read', [readScope, read, NotFound]),
    toEndpoint('PATCH', one, 'change', [writeScope, change, NotFound, ...bodyProblems]),
    toEndpoint('DELETE', one, 'remove', [writeScope, remove, NotFound]),
    toEndpoint('POST', `${one}/secret`, 'replaceSecret', [
      writeScope,
      replaceSecret,
      NotFound,
      ...bodyProblems,
    ]),
  ]
}

const create: Handle = async ({ clients, users, scopes, request, principal, owner }) => {
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
  const path = request.url.split('?', 1)[0]!.replace(/\/$/, '')
  return {
    status: 201,
    headers: { ...uncachedJson, location: `${path}/${created.client.id}` },
    body: JSON.stringify(toNewShown(created)),
  }
}

const list: Handle = async ({ clients, request, owner }) => {
  const place = readPlace(request, clientIdForm)
  const page = await clients.list(owner, place.start, place.limit)
  const { body, link } = toPageAnswer(page, place, request, (row) => toShown(toClient(row)))
  return { status: 200, headers: { ...uncachedJson, link }, body }
}

const read: Handle = async ({ clients, request, owner }) => {
  refuseParameters(request)
  const client = await clients.find(readClientId(request), owner)
  if (client === undefined) throw new NotFound()
  return { status: 200, headers: uncachedJson, body: JSON.stringify(toShown(client)) }
}

const change: Handle = async ({ clients, scopes, request, principal, owner }) => {
  refuseParameters(request)
  const id = readClientId(request)
  const values = readClientValues('change', readJson(request, changeTypes), scopes)
  const client = await clients.change(id, owner, values, (before) =>
    checkHeld({ ...before, ...values }, principal, scopes),
  )
  if (client === undefined) throw new NotFound()
  return { status: 200, headers: uncachedJson, body: JSON.stringify(toShown(client)) }
}

const replaceSecret: Handle = async ({ clients, scopes, request, principal, owner }) => {
  refuseParameters(request)
  const replaced = await clients.replaceSecret(readClientId(request), owner, (client) => {
    checkHeld(client, principal, scopes)
    if (client.public) throw new ValidationFailed({ detail: 'A public client can keep no secret.' })
  })
  if (replaced === undefined) throw new NotFound()
  return { status: 200, headers: uncachedJson, body: JSON.stringify(toNewShown(replaced)) }
}

const remove: Handle = async ({ clients, request, owner }) => {
  refuseParameters(request)
  if (!(await clients.remove(readClientId(request), owner))) throw new NotFound()
  return { status: 204, headers: uncached, body: null }
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

const changeTypes = ['application/merge-patch+json', 'application/json'] as const

function readJson(request: HttpRequest, types: readonly string[]): unknown {
  checkMediaType(request, types)
  return parseJson(request.body ?? new Uint8Array())
}

function readClientId({ parameters }: HttpRequest): string {
  const id = parameters['id']!
  if (clientIdForm.test(id)) return id
  throw new NotFound()
}
