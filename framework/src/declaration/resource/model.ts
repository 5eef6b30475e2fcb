import type { RuleNode } from '../policy/rule.ts'
import type { DatedDeprecation } from '../schema/deprecation.ts'
import type { FieldDefinition } from '../schema/field.ts'
import type { Kind } from '../schema/kind.ts'
import type { IdKind } from '../schema/id.ts'
import type { AccessRules } from './access.ts'
import type { CacheRules } from './cache-control.ts'
import type { ActionDefinition } from './action.ts'
import type { HookDefinition } from './hook.ts'
import type { Nesting } from './nesting.ts'
import type { ResourceDeprecation } from './resource-deprecation.ts'
import type { RateLimit } from './rate-limit.ts'
import type { SignUpTerms } from './sign-up.ts'
import type { BulkVerb, ComputedDefinition, Limits } from './resource.ts'

/** A member of a resource's rows: a declared field, or one every row has (`id`, `createdAt`, `updatedAt`). */
export interface Property {
  readonly name: string
  readonly definition: FieldDefinition
  readonly kind: Kind
  /** Kept by the framework itself; always read-only. */
  readonly system: boolean
}

/** A relation with both its ends found. */
export type ModelRelation =
  | {
      /** This row names one of the other resource. */
      readonly kind: 'one'
      readonly name: string
      readonly target: Model
      /** The reference field of this resource. */
      readonly field: string
    }
  | {
      /** Rows of the other resource name this one. */
      readonly kind: 'many'
      readonly name: string
      readonly target: Model
      /** The reference field of the other resource. */
      readonly field: string
      /** Who sees which rows belong to this one; undefined: anyone. */
      readonly visible: RuleNode | undefined
      /** Whether they may be written together with this row. */
      readonly nested?: boolean
    }
  | {
      /** Link rows join this resource and the other one. */
      readonly kind: 'links'
      readonly name: string
      readonly target: Model
      /** The table of links, a model of its own. */
      readonly through: Model
      /** The fields of the link that name this row and the other one. */
      readonly near: string
      readonly far: string
      /** Fields of both resources in which linked rows are equal. */
      readonly matching: readonly string[]
    }

/** One of several versions of an API, as its resources know it. */
export interface ModelVersion {
  readonly name: string
  /** That all of the version goes away. */
  readonly deprecated: DatedDeprecation | undefined
}

/** A resource with everything looked up and every default filled in: what the rest of the framework works with. */
export interface Model {
  readonly name: string
  /** The version of the API it belongs to; undefined where the API has none. */
  readonly version: ModelVersion | undefined
  /** Where its rows are kept: its name, unless mapped. */
  readonly table: string
  /** Where they were kept before, for migrations. */
  readonly renamedFrom: string | undefined
  /** `id`, the declared fields in their order, `createdAt`, `updatedAt`. */
  readonly properties: ReadonlyMap<string, Property>
  /** What bodies may hold besides: handed to hooks, never kept. */
  readonly transient: ReadonlyMap<string, Property>
  /** Columns of its table that only other resources know: rows made here take their defaults. */
  readonly beside: readonly Property[]
  readonly relations: ReadonlyMap<string, ModelRelation>
  /** The links that lead to rows of this resource, by `toLinksName`: for conditions alone. */
  readonly links: ReadonlyMap<string, ModelRelation>
  /** The rows of other resources below which rows of this one are found as well. */
  readonly nestings: readonly Nesting[]
  /** Where its rows have their address, if that is below those of another resource. */
  readonly home: Nesting | undefined
  readonly idKind: IdKind
  readonly access: AccessRules
  /** Who makes rows besides, where these are the users; undefined for all other resources. */
  readonly signUp: SignUpTerms | undefined
  readonly filter: ReadonlySet<string>
  readonly sort: ReadonlySet<string>
  readonly search: readonly string[]
  /** What the index of its searched fields is named after: its name, unless another version searches other fields. */
  readonly searchedAs: string
  /** What shared caches call its rows: its name, or that of the first resource in the same table. */
  readonly cachedAs: string
  readonly aggregate: ReadonlySet<string>
  readonly groupBy: ReadonlySet<string>
  readonly expand: ReadonlySet<string>
  readonly limits: Required<Limits>
  readonly cache: CacheRules
  readonly rateLimits: readonly RateLimit[]
  /** Whether a PUT to a free id makes the row. */
  readonly upsert: boolean
  /** The fields that name a row in a PUT to the collection; undefined where there is none. */
  readonly naturalKey: readonly string[] | undefined
  readonly bulk: ReadonlySet<BulkVerb>
  readonly ifMatch: 'optional' | 'required'
  readonly idempotency: 'optional' | 'required'
  readonly unknown: 'refuse' | 'ignore'
  /** Whether bodies may be forms. */
  readonly forms: boolean
  readonly summary: { readonly fields: readonly string[]; readonly access: RuleNode } | undefined
  readonly unique: readonly (readonly string[])[]
  readonly description: string | undefined
  readonly deprecated: ResourceDeprecation | undefined
  readonly actions: ReadonlyMap<string, ActionDefinition>
  readonly hooks: readonly HookDefinition[]
  readonly computed: readonly ComputedDefinition[]
  /** Made of a relation, for its links, and nothing besides. */
  readonly joins: boolean
  /** Kept by the framework or joining others: has a table, but no address. */
  readonly internal: boolean
}

/** How faults call a resource: `todos`, in a version `v1.todos`. */
export const pathOf = ({ name, version }: Model): string =>
  version === undefined ? name : `${version.name}.${name}`

/** Every resource of an API, or of one version of it, by name. */
export type Models = ReadonlyMap<string, Model>
