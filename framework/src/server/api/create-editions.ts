import { randomBytes } from 'node:crypto'
import type { ModelDefaults } from '../../declaration/resource/create-model.ts'
import type { Models } from '../../declaration/resource/model.ts'
import { LocalBroadcast } from '../../engine/broadcast/local.ts'
import { keepFiles } from '../../engine/files/keep-files.ts'
import type { Identity } from '../../engine/identity/authenticator.ts'
import { secretHasher } from '../../engine/identity/password-hash.ts'
import { standardErrorEvents } from '../../engine/observe/events.ts'
import { toRateLimits } from '../../engine/rate-limit/counted.ts'
import { createRateLimiter, type ApiRateLimits } from '../../engine/rate-limit/rate-limiter.ts'
import { idempotencyKeys, KeptAnswers } from '../../engine/retry/kept-answers.ts'
import { Work } from '../../engine/rows/work.ts'
import type { Store } from '../../engine/store/store.ts'
import { systemClock } from '../../kernel/values/clock.ts'
import { toMilliseconds } from '../../kernel/values/duration.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'
import { createCursorCodec } from '../../protocol/query/cursor.ts'
import { createRepresentations } from '../../protocol/representation/representations.ts'
import type { ApiContext } from '../pipeline/api-context.ts'
import { registerEditions, type AnyApiOptions, type DeclaredEdition, type Edition } from './editions.ts'
import { takenNames } from './taken-names.ts'

/** Everything the versions share, and what each of them has of its own. */
export function createEditions(
  options: AnyApiOptions,
  declared: readonly DeclaredEdition[],
  endpoints: readonly Endpoint[],
): readonly Edition[] {
  const { identity, files, events = standardErrorEvents } = options
  const limits = options.rateLimits === false ? undefined : (options.rateLimits ?? {})
  const registries = registerEditions(
    declared,
    [...(identity?.resources ?? []), idempotencyKeys],
    ({ prefix }) => takenNames(endpoints, prefix),
    {
      defaults: {
        forms: options.forms ?? false,
        files: files !== undefined,
        ...toSignUp(identity, declared),
      },
      ...(limits?.policies !== undefined && { everywhere: limits.policies }),
    },
  )
  const all = [...registries.values()].flatMap((models) => [...models.values()])
  const store = files === undefined ? options.store : keepFiles(options.store, files, events)
  const clock = options.clock ?? systemClock
  const hasher = identity?.hasher ?? secretHasher
  const credentialHeaders = toCredentialHeaders(identity)
  const shared: Omit<ApiContext, 'models' | 'work'> = {
    store,
    broadcast: options.broadcast ?? store.broadcast ?? new LocalBroadcast(),
    files,
    identity,
    credentialHeaders,
    vary: `accept, ${credentialHeaders}`,
    hasher,
    clock,
    events,
    limiter: limits && createRateLimiter(withCounters(limits, store), all, events),
    cursors: createCursorCodec(options.secret === undefined ? randomBytes(32) : Buffer.from(options.secret)),
    answers: new KeptAnswers({
      store,
      model: all.find(({ name, internal }) => internal && name === idempotencyKeys.name)!,
      clock,
      keep: toMilliseconds(options.idempotency?.keep ?? '24h'),
    }),
    representations: createRepresentations(options),
    bodyLimit: options.bodyLimit ?? 1_048_576,
  }
  const toContext = (models: Models): ApiContext => ({
    ...shared,
    models,
    work: (session, principal) => new Work({ models, hasher, clock, identity }, session, principal),
  })
  return declared.map((edition) => {
    const models = registries.get(edition)!
    return { ...edition, models, context: toContext(models) }
  })
}

/** Where nothing else is said, requests are counted where rows are kept. */
function withCounters(limits: ApiRateLimits, { counters }: Store): ApiRateLimits {
  return counters === undefined ? limits : { store: toRateLimits(counters), ...limits }
}

/** How users sign up, in every version that calls them the same. */
function toSignUp(
  identity: Identity | undefined,
  declared: readonly DeclaredEdition[],
): Pick<ModelDefaults, 'signUp'> {
  const { users, signUp } = identity ?? {}
  if (signUp === undefined) return {}
  const current = declared.find(({ isCurrent }) => isCurrent)
  const resource = current?.resources.find(({ name }) => name === users)
  if (resource === undefined) return {}
  const table = resource.definition.options.table ?? resource.name
  return { signUp: { users: resource.name, table, terms: signUp.terms } }
}

/** Every header that an authenticator reads. */
function toCredentialHeaders(identity: Identity | undefined): string {
  const read = identity?.authenticators.flatMap(({ headers = ['authorization'] }) => headers) ?? []
  return [...new Set(['authorization', ...read])].join(', ')
}
