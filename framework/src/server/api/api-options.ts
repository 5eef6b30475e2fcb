import type { AnyResource } from '../../declaration/resource/resource.ts'
import type { DatedDeprecation } from '../../declaration/schema/deprecation.ts'
import type { Broadcast } from '../../engine/broadcast/broadcast.ts'
import type { Identity } from '../../engine/identity/authenticator.ts'
import type { ApiRateLimits } from '../../engine/rate-limit/rate-limiter.ts'
import type { FileStore } from '../../engine/files/file-store.ts'
import type { Migrations } from '../../engine/migrations/migrations.ts'
import type { Store } from '../../engine/store/store.ts'
import type { Events } from '../../kernel/events/events.ts'
import type { Clock } from '../../kernel/values/clock.ts'
import type { Duration } from '../../kernel/values/duration.ts'
import type { OwnRepresentation } from '../../protocol/representation/define-representation.ts'
import type { Feature } from '../pipeline/feature.ts'
import type { CorsOptions } from './cors.ts'

/** What a resource is refused with whose references and relations name resources the API does not have. */
type Complaint<Missing extends string> = `names ${Missing}, which is no resource of this API`

/** Makes each resource a type error, saying what is missing, that names one the API does not have. */
export type Complete<R extends readonly AnyResource[], Name = R[number]['name']> = {
  readonly [Index in keyof R]: [Exclude<R[Index]['~targets'], Name>] extends [never]
    ? R[Index]
    : Complaint<Exclude<R[Index]['~targets'], Name>>
}

/** How requests with an Idempotency-Key are known again. */
export interface IdempotencyOptions {
  /** For how long an answer is given again. Default: `'24h'`. */
  readonly keep?: Duration
}

/** One of the versions of an API that stand side by side. */
export interface ApiVersion<R extends readonly AnyResource[] = readonly AnyResource[]> {
  /** Relations lead to resources of the same version. Resources of two versions may share a `table`. */
  readonly resources: R
  /** Version in its document, such as `1.4.0`. Default: its name. */
  readonly version?: string
  /** What is special about it, for its document. Default: the description of the API. */
  readonly description?: string
  /** That all of it goes away: every answer says so, and names the same address in the current version. */
  readonly deprecated?: DatedDeprecation
}

/** Versions by name; each name begins the addresses of its version. */
export type ApiVersions = { readonly [Name: string]: ApiVersion }

/** As `Complete`, for each version by itself; what is no option of a version is a type error as well. */
export type CompleteVersions<V extends ApiVersions> = {
  readonly [Name in keyof V]: { readonly resources: Complete<V[Name]['resources']> } & {
    readonly [Unknown in Exclude<keyof V[Name], keyof ApiVersion>]: never
  }
}

/** Everything an API of one version is made of. */
export interface ApiOptions<R extends readonly AnyResource[]> extends SharedApiOptions {
  readonly resources: R
  /** Version of the API in its document. Default: `1.0.0`. */
  readonly version?: string
  readonly versions?: undefined
}

/** Everything an API of several versions is made of. */
export interface VersionedApiOptions<V extends ApiVersions, C extends keyof V> extends SharedApiOptions {
  readonly versions: V
  /**
   * Name of the version that is recommended: its users sign in, and its document is the one at `/openapi.json`. Typed
   * tests and clients know it by this option. Default: the version declared last.
   */
  readonly current?: C
  readonly resources?: undefined
  readonly version?: undefined
}

/** What an API is made of besides its resources. */
export interface SharedApiOptions {
  readonly store: Store
  /**
   * By what instances tell each other that a session has ended or a user has changed: `redis(…).broadcast`. Default: the
   * database where it is PostgreSQL; else they read it with each request.
   */
  readonly broadcast?: Broadcast
  /** What makes the tables: `migrations()` of `ninety/migrations`. Default: a start makes what is missing. */
  readonly migrations?: Migrations
  /** How callers are known. Default: everyone is anonymous. */
  readonly identity?: Identity
  /** Name of the API in its document. Default: `API`. */
  readonly title?: string
  readonly description?: string
  /** What the resources' addresses begin with, such as `/api/v1`. Default: nothing. */
  readonly prefix?: string
  /** Where clients reach the API's root, such as `https://api.example`; issuer of its tokens. Default: unknown. */
  readonly publicUrl?: string
  /** Pages of which other origins may call the API. Default: none. */
  readonly cors?: CorsOptions
  /** Greatest size of a body, in bytes. Default: 1 MiB. */
  readonly bodyLimit?: number
  /** Whether bodies of resources may be forms too, urlencoded or multipart. Default: false. */
  readonly forms?: boolean
  /** How requests that are tried again are known. */
  readonly idempotency?: IdempotencyOptions
  /** Where the bytes of files are kept: `directory('data/files')`. Needed where a resource has `field.file()`. */
  readonly files?: FileStore
  /** Signs cursors; the same for every instance. Default: made anew at each start, so that old cursors end with it. */
  readonly secret?: string
  /** Representations of your own beside JSON, HAL, XML and CSV. Default: none. */
  readonly representations?: readonly OwnRepresentation[]
  /** Whether JSON rows carry their URLs and those of related rows in `links`. Default: false; HAL always has them. */
  readonly links?: boolean
  /** Whether `/docs` shows the documentation page. Default: true. */
  readonly docs?: boolean
  /**
   * Limits of every request, and how all limits are counted; false: no limit counts, whoever declares it.
   * Default: resources' own limits alone, counted in memory.
   */
  readonly rateLimits?: ApiRateLimits | false
  /** Code of your own around stages of every request. */
  readonly features?: readonly Feature[]
  /** Where diagnostics go. Default: warnings and errors of the API go to the standard error stream. */
  readonly events?: Events
  /** Where the time comes from. Default: the system. */
  readonly clock?: Clock
}
