import { NotFound } from '../../kernel/problem/catalogue.ts'
import { checkMediaType } from '../../protocol/body/media-type.ts'
import { parseJson } from '../../protocol/body/parse-json.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'
import { bodyProblems, createRoleEndpoints, type RoleHandle } from '../identity/role-endpoints.ts'
import { readId, readPlace, toPageAnswer } from '../identity/row-page.ts'
import type { InvitationAdministration } from '../identity/sign-up-policy.ts'
import { uncached, uncachedJson } from '../identity/uncached.ts'
import { refuseParameters } from '../identity/unknown-parameters.ts'
import { readScope, toInvitationOperations, writeScope } from './invitation-operations.ts'
import type { InvitationStore } from './invitation-store.ts'

/** What inviting needs once the store is there. */
export interface InvitationHandlers extends InvitationAdministration {
  readonly invitations: InvitationStore
}

type Handle = RoleHandle<InvitationHandlers>

/**
 * `/auth/invitations`: those who have the role make, see and withdraw invitations.
 * @param handlers what runs by now
 */
export function createInvitationEndpoints(role: string, handlers: () => InvitationHandlers): Endpoint[] {
  const operations = toInvitationOperations(role)
  const toEndpoint = createRoleEndpoints({ role, manages: 'invitations', handlers })
  const one = '/auth/invitations/{id}'
  return [
    toEndpoint('POST', '/auth/invitations', operations.create, [writeScope, create, ...bodyProblems]),
    toEndpoint('GET', '/auth/invitations', operations.list, [readScope, list]),
    toEndpoint('GET', one, operations.read, [readScope, read, NotFound]),
    toEndpoint('DELETE', one, operations.withdraw, [writeScope, withdraw, NotFound]),
  ]
}

const create: Handle = async (running, request) => {
  refuseParameters(request)
  checkMediaType(request, ['application/json'])
  const created = await running.create(parseJson(request.body ?? new Uint8Array()))
  const path = request.url.split('?', 1)[0]!.replace(/\/$/, '')
  return {
    status: 201,
    headers: { ...uncachedJson, location: `${path}/${created.id}` },
    body: JSON.stringify(created),
  }
}

const list: Handle = async ({ invitations }, request) => {
  const place = readPlace(request)
  const { body, link } = toPageAnswer(await invitations.list(place.start, place.limit), place, request)
  return { status: 200, headers: { ...uncachedJson, link }, body }
}

const read: Handle = async ({ invitations }, request) => {
  refuseParameters(request)
  const invitation = await invitations.find(readId(request))
  if (invitation === undefined) throw new NotFound()
  return { status: 200, headers: uncachedJson, body: JSON.stringify(invitation) }
}

const withdraw: Handle = async ({ invitations }, request) => {
  refuseParameters(request)
  if (!(await invitations.withdraw(readId(request)))) throw new NotFound()
  return { status: 204, headers: uncached, body: null }
}
