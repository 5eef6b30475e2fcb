import { checkMediaType } from '../../protocol/body/media-type.ts'
import { parseJson } from '../../protocol/body/parse-json.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'
import {
  toCreatedAnswer,
  toDeletedAnswer,
  toListAnswer,
  toMemberAnswer,
} from '../identity/collection-answers.ts'
import {
  createCollectionEndpoints,
  createRoleAdmission,
  type CollectionHandle,
} from '../identity/collection-endpoints.ts'
import { readId, readPlace } from '../identity/row-page.ts'
import type { InvitationAdministration } from '../identity/sign-up-policy.ts'
import { refuseParameters } from '../identity/unknown-parameters.ts'
import { invitationScopes, invitationsPath, toInvitationOperations } from './invitation-operations.ts'
import type { InvitationStore } from './invitation-store.ts'

/** What inviting needs once the store is there. */
export interface InvitationHandlers extends InvitationAdministration {
  readonly invitations: InvitationStore
}

type Handle = CollectionHandle<InvitationHandlers>

/**
 * `/auth/invitations`: those who have the role make, see and withdraw invitations.
 * @param handlers what runs by now
 */
export function createInvitationEndpoints(role: string, handlers: () => InvitationHandlers): Endpoint[] {
  const collection = {
    path: invitationsPath,
    scopes: invitationScopes,
    admit: createRoleAdmission(role, 'invitations', handlers),
  }
  const handles = { create, list, read, delete: withdraw }
  return createCollectionEndpoints(collection, toInvitationOperations(role), handles)
}

const create: Handle = async (running, request) => {
  refuseParameters(request)
  checkMediaType(request, ['application/json'])
  const created = await running.create(parseJson(request.body ?? new Uint8Array()))
  return toCreatedAnswer(request, created.id, created)
}

const list: Handle = async ({ invitations }, request) => {
  const place = readPlace(request)
  return toListAnswer(await invitations.list(place.start, place.limit), place, request)
}

const read: Handle = async ({ invitations }, request) => {
  refuseParameters(request)
  return toMemberAnswer(await invitations.find(readId(request)))
}

const withdraw: Handle = async ({ invitations }, request) => {
  refuseParameters(request)
  return toDeletedAnswer(await invitations.withdraw(readId(request)))
}
