import type { Clock } from '../../kernel/values/clock.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'
import type { ApplicationCheck } from './application-authenticator.ts'
import { readNewApplication } from './application-body.ts'
import { applicationScopes, applicationsPath, toApplicationOperations } from './application-operations.ts'
import type { ApplicationStore } from './application-store.ts'
import { toCreatedAnswer, toDeletedAnswer, toListAnswer, toMemberAnswer } from './collection-answers.ts'
import {
  createCollectionEndpoints,
  createRoleAdmission,
  type CollectionHandle,
} from './collection-endpoints.ts'
import { readId, readPlace } from './row-page.ts'
import { refuseParameters } from './unknown-parameters.ts'

/** What managing applications needs once the store is there. */
export interface ApplicationHandlers {
  readonly applications: ApplicationStore
  readonly check: ApplicationCheck
  readonly clock: Clock
  /** Every scope of the API. */
  readonly scopes: readonly string[]
}

type Handle = CollectionHandle<ApplicationHandlers>

/**
 * `/auth/applications`: those who have the role make, see and withdraw the keys of applications.
 * @param handlers what runs by now
 */
export function createApplicationEndpoints(role: string, handlers: () => ApplicationHandlers): Endpoint[] {
  const collection = {
    path: applicationsPath,
    scopes: applicationScopes,
    admit: createRoleAdmission(role, 'applications', handlers),
  }
  const handles = { create, list, read, delete: withdraw }
  return createCollectionEndpoints(collection, toApplicationOperations(role), handles)
}

const create: Handle = async ({ applications, clock, scopes }, request, principal) => {
  refuseParameters(request)
  const application = readNewApplication(request, principal, { scopes, now: clock.now() })
  const created = await applications.create(application)
  return toCreatedAnswer(request, created.id, created)
}

const list: Handle = async ({ applications }, request) => {
  const place = readPlace(request)
  return toListAnswer(await applications.list(place.start, place.limit), place, request)
}

const read: Handle = async ({ applications }, request) => {
  refuseParameters(request)
  return toMemberAnswer(await applications.find(readId(request)))
}

const withdraw: Handle = async ({ applications, check }, request) => {
  refuseParameters(request)
  const answer = toDeletedAnswer(await applications.withdraw(readId(request)))
  check.forget()
  return answer
}
