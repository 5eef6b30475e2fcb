// The entry `ninety`: everything needed to declare resources and serve them.
export { field } from './declaration/schema/field.ts'
export type {
  AnyField,
  DefaultContext,
  Field,
  Fields,
  OnDelete,
  VariantOf,
} from './declaration/schema/field.ts'
export type { DatedDeprecation, Deprecation } from './declaration/schema/deprecation.ts'
export type { CreateOf, RowOf, SystemFields, UpdateOf, ValuesOf } from './declaration/schema/shapes.ts'
export type { FileOptions } from './declaration/schema/field.ts'
export type { FileValue } from './declaration/schema/kinds/file.ts'
export { directory } from './engine/files/directory.ts'
export type { Broadcast, Listener } from './engine/broadcast/broadcast.ts'
export type { FileStore, FoundBytes, KeptBytes } from './engine/files/file-store.ts'
export type { ByteRange } from './protocol/files/byte-range.ts'
export type { JsonSchema } from './declaration/schema/json-schema.ts'
export {
  allOf,
  anyOf,
  anyone,
  fieldEquals,
  hasRole,
  hasScope,
  isFresh,
  isOwner,
  isSelf,
  isService,
  nobody,
  not,
  related,
  signedIn,
} from './declaration/policy/rule.ts'
export type { Rule } from './declaration/policy/rule.ts'
export { anonymous } from './declaration/policy/principal.ts'
export type { Principal } from './declaration/policy/principal.ts'
export { resource } from './declaration/resource/resource.ts'
export type { AnyResource, BulkVerb, Limits, Resource, Summary } from './declaration/resource/resource.ts'
export { hasMany, manyToMany } from './declaration/resource/relation.ts'
export type { ResourceDeprecation } from './declaration/resource/resource-deprecation.ts'
export { rateLimit } from './declaration/resource/rate-limit.ts'
export type { RateLimit, RateLimitBy, RateLimitOptions } from './declaration/resource/rate-limit.ts'
export type { CacheControl } from './declaration/resource/cache-control.ts'
export type { Access, AccessVerb } from './declaration/resource/access.ts'
export type {
  CheckContext,
  FindOptions,
  HandlerContext,
  ReadRows,
  ReadRowsOf,
  Rows,
  RowsOf,
  Where,
} from './declaration/resource/rows.ts'
export type { StandardSchema } from './declaration/resource/standard-schema.ts'
export { defineProblem, Problem } from './kernel/problem/problem.ts'
export type { Fault, ProblemOptions, ProblemType } from './kernel/problem/problem.ts'
export {
  Conflict,
  Forbidden,
  InvalidCredentials,
  InvalidQuery,
  MalformedBody,
  NotFound,
  OutcomeUnknown,
  PreconditionFailed,
  ReferenceInUse,
  TooManyRequests,
  Unauthenticated,
  Unavailable,
  UniqueViolation,
  ValidationFailed,
} from './kernel/problem/catalogue.ts'
export { DeclarationError } from './kernel/problem/declaration-error.ts'
export type { DeclarationFault } from './kernel/problem/declaration-error.ts'
export type { Duration } from './kernel/values/duration.ts'
export type { Rate } from './kernel/values/rate.ts'
export { systemClock } from './kernel/values/clock.ts'
export type { Clock } from './kernel/values/clock.ts'
export type { EventMap, Events } from './kernel/events/events.ts'
export { memoryRateLimits } from './engine/rate-limit/memory.ts'
export type { MemoryRateLimitOptions } from './engine/rate-limit/memory.ts'
export type { ApiRateLimits } from './engine/rate-limit/rate-limiter.ts'
export type { Quota, RateLimitState, RateLimitStore } from './engine/rate-limit/rate-limit-store.ts'
export type { RateLimitHeaders } from './protocol/rate-limit/rate-limit-headers.ts'
export { createLog } from './engine/observe/events.ts'
export type { Log, LogOptions } from './engine/observe/events.ts'
export { defineRepresentation } from './protocol/representation/define-representation.ts'
export type {
  OwnRepresentation,
  RepresentationOptions,
  RepresentedPage,
  RepresentedRow,
} from './protocol/representation/define-representation.ts'
export type { PageMembers } from './protocol/representation/representation.ts'
export { createApi } from './server/api/create-api.ts'
export type { Api } from './server/api/create-api.ts'
export type {
  ApiOptions,
  ApiVersion,
  ApiVersions,
  IdempotencyOptions,
  SharedApiOptions,
  VersionedApiOptions,
} from './server/api/api-options.ts'
export type { CorsOptions } from './server/api/cors.ts'
export { listen, serve } from './server/api/serve.ts'
export type { ListeningServer, ListenOptions, ServeOptions, Server } from './server/api/serve.ts'
export type { TrustedProxies } from './server/api/trusted-proxies.ts'
export type { WorkerCount } from './server/workers/worker-count.ts'
export { defineFeature } from './server/pipeline/feature.ts'
export type { Feature } from './server/pipeline/feature.ts'
