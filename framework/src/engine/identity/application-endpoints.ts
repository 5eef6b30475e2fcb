import { NotFound } from '../../kernel/problem/catalogue.ts'
import type { Clock } from '../../kernel/values/clock.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'
import type { ApplicationCheck } from './application-authenticator.ts'
import { readNewApplication } from './application-body.ts'
import { readScope, toApplicationOperations, writeScope } from './application-operations.ts'
import type { ApplicationStore } from './application-store.ts'
import { bodyProblems, createRoleEndpoints, type RoleHandle } from './role-endpoints.ts'
import { readId, readPlace, toPageAnswer } from './row-page.ts'
import { uncached, uncachedJson } from './uncached.ts'
import { refuseParameters } from './unknown-parameters.ts'

/** What managing applications needs once the store is there. */
export interface ApplicationHandlers {
  readonly applications: ApplicationStore
  readonly check: ApplicationCheck
  readonly clock: Clock
  /** Every scope of the API. */
  readonly scopes: readonly string[]
}

type Handle = RoleHandle<ApplicationHandlers>

/**
 * `/auth/applications`: those who have the role make, see and withdraw the keys of applications.
 * @param handlers what runs by now
 */
export function createApplicationEndpoints(role: string, handlers: () => ApplicationHandlers): Endpoint[] {
  const operations = toApplicationOperations(role)
  const toEndpoint = createRoleEndpoints({ role, manages: 'applications', handlers })
  const one = '/auth/applications/{id}'
  return [
    toEndpoint('POST', '/auth/applications', operations.create, [writeScope, create, ...bodyProblems]),
    toEndpoint('GET', '/auth/applications', operations.list, [readScope, list]),
    toEndpoint('GET', one, operations.read, [readScope, read, NotFound]),
    toEndpoint('DELETE', one, operations.withdraw, [writeScope, withdraw, NotFound]),
  ]
}

const create: Handle = async ({ applications, clock, scopes }, request, principal) => {
  refuseParameters(request)
  const application = readNewApplication(request, principal, { scopes, now: clock.now() })
  const created = await applications.create(application)
  const path = request.url.split('?', 1)[0]!.replace(/\/$/, '')
  return {
    status: 201,
    headers: { ...uncachedJson, location: `${path}/${created.id}` },
    body: JSON.stringify(created),
  }
}

const list: Handle = async ({ applications }, request) => {
  const place = readPlace(request)
  const { body, link } = toPageAnswer(await applications.list(place.start, place.limit), place, request)
  return { status: 200, headers: { ...uncachedJson, link }, body }
}

const read: Handle = async ({ applications }, request) => {
  refuseParameters(request)
  const application = await applications.find(readId(request))
  if (application === undefined) throw new NotFound()
  return { status: 200, headers: uncachedJson, body: JSON.stringify(application) }
}

const withdraw: Handle = async ({ applications, check }, request) => {
  refuseParameters(request)
  const isWithdrawn = await applications.withdraw(readId(request))
  if (!isWithdrawn) throw new NotFound()
  check.forget()
  return { status: 204, headers: uncached, body: null }
}
