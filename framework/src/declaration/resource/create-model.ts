import { field, type FieldDefinition, type Fields } from '../schema/field.ts'
import type { IdKind } from '../schema/id.ts'
import type { RuleNode } from '../policy/rule.ts'
import { kindOf } from '../schema/kinds.ts'
import { toAccessRules } from './access.ts'
import { toCacheRules } from './cache-control.ts'
import { collateRules } from './collated-rules.ts'
import type { Model, ModelRelation, ModelVersion, Property } from './model.ts'
import type { ComputedDefinition, ResourceDefinition } from './resource.ts'
import type { SignUpDefaults } from './sign-up.ts'

/** What the API says for every resource that does not say it itself. */
export interface ModelDefaults {
  readonly forms?: boolean
  /** Whether there is somewhere to keep files. */
  readonly files?: boolean
  /** The version of the API that has the resource. */
  readonly version?: ModelVersion
  /** How users sign up. */
  readonly signUp?: SignUpDefaults
}

/** A resource with its defaults filled in; its relations are linked once all models are there. */
export function createModel(
  definition: ResourceDefinition,
  internal: boolean,
  defaults: ModelDefaults = {},
): Model {
  const { name, options } = definition
  const ruled = collateRules({
    properties: createProperties(options.fields, options.id ?? 'uuid', options.visible?.node),
    transient: createTransient(options.fields),
    access: toAccessRules(options.access),
    summary: options.summary && { fields: options.summary.fields, access: options.summary.access.node },
    actions: new Map(definition.actions.map((action) => [action.name, action])),
    computed: definition.computed.map((each) => toShown(each, options.visible?.node)),
  })
  const table = options.table ?? name
  // Other resources may look at the table of the users; nobody signs up by them.
  const isOfUsers = defaults.signUp?.table === table && defaults.signUp.users === name
  return {
    ...ruled,
    name,
    version: defaults.version,
    table,
    renamedFrom: options.renamedFrom,
    signUp: isOfUsers ? defaults.signUp?.terms : undefined,
    beside: [],
    relations: new Map<string, ModelRelation>(),
    links: new Map<string, ModelRelation>(),
    nestings: [],
    home: undefined,
    idKind: options.id ?? 'uuid',
    filter: new Set(options.filter),
    sort: new Set(options.sort),
    search: [...new Set(options.search)],
    searchedAs: name,
    cachedAs: name,
    aggregate: new Set(options.aggregate),
    groupBy: new Set(options.groupBy),
    expand: new Set(options.expand),
    limits: {
      pageSize: options.limits?.pageSize ?? 20,
      maxPageSize: options.limits?.maxPageSize ?? 100,
      bulk: options.limits?.bulk ?? 1000,
    },
    cache: toCacheRules(options.cache),
    rateLimits: options.rateLimits ?? [],
    upsert: options.upsert === true,
    naturalKey: typeof options.upsert === 'object' ? options.upsert : undefined,
    bulk: new Set(options.bulk),
    ifMatch: options.ifMatch ?? 'optional',
    idempotency: options.idempotency ?? 'optional',
    unknown: options.unknown ?? 'refuse',
    forms: options.forms ?? defaults.forms ?? false,
    unique: options.unique ?? [],
    description: options.description,
    deprecated: options.deprecated,
    hooks: definition.hooks,
    joins: false,
    internal,
  }
}

/** `id` first, then the declared fields in their order, then the times. */
export function createProperties(
  fields: Fields,
  idKind: IdKind,
  visible?: RuleNode,
): ReadonlyMap<string, Property> {
  const properties = new Map<string, Property>()
  const add = (name: string, definition: FieldDefinition, system: boolean) =>
    properties.set(name, { name, definition, kind: kindOf(definition), system })
  add('id', idField(idKind), true)
  for (const [name, { definition }] of Object.entries(fields)) {
    if (!definition.transient) add(name, withVisible(definition, visible), false)
  }
  const addTime = (name: string, description: string) => {
    const { definition } = field.timestamp().readOnly().describe(description)
    add(name, withVisible(definition, visible), true)
  }
  addTime('createdAt', 'When the row was made.')
  addTime('updatedAt', 'When the row was last changed.')
  return properties
}

/** A member that does not say itself who sees it. */
function withVisible(definition: FieldDefinition, visible: RuleNode | undefined): FieldDefinition {
  const isUnsaid = definition.visible === undefined && !definition.writeOnly
  return visible !== undefined && isUnsaid ? { ...definition, visible } : definition
}

function toShown(computed: ComputedDefinition, visible: RuleNode | undefined): ComputedDefinition {
  const definition = withVisible(computed.field.definition, visible)
  return definition === computed.field.definition
    ? computed
    : { ...computed, field: { ...computed.field, definition } }
}

function createTransient(fields: Fields): ReadonlyMap<string, Property> {
  return new Map(
    Object.entries(fields)
      .filter(([, { definition }]) => definition.transient)
      .map(([name, { definition }]) => [name, { name, definition, kind: kindOf(definition), system: false }]),
  )
}

function idField(targetId: IdKind): FieldDefinition {
  const { definition } = field.reference('', { id: targetId }).describe('Names the row.')
  return Object.freeze({ ...definition, readOnly: targetId !== 'text', indexed: false })
}
