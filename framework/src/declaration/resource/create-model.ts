import { field, type FieldDefinition, type Fields } from '../schema/field.ts'
import type { IdKind } from '../schema/id.ts'
import { kindOf } from '../schema/kinds.ts'
import { toAccessRules } from './access.ts'
import type { Model, ModelRelation, Property } from './model.ts'
import type { ResourceDefinition } from './resource.ts'

/** What the API says for every resource that does not say it itself. */
export interface ModelDefaults {
  readonly forms?: boolean
}

/** A resource with its defaults filled in; its relations are linked once all models are there. */
export function createModel(
  definition: ResourceDefinition,
  internal: boolean,
  defaults: ModelDefaults = {},
): Model {
  const { name, options } = definition
  return {
    name,
    table: options.table ?? name,
    properties: createProperties(options.fields, options.id ?? 'uuid'),
    transient: createTransient(options.fields),
    beside: [],
    relations: new Map<string, ModelRelation>(),
    links: new Map<string, ModelRelation>(),
    nestings: [],
    home: undefined,
    idKind: options.id ?? 'uuid',
    access: toAccessRules(options.access),
    filter: new Set(options.filter),
    sort: new Set(options.sort),
    search: [...new Set(options.search)],
    expand: new Set(options.expand),
    limits: { pageSize: options.limits?.pageSize ?? 20, maxPageSize: options.limits?.maxPageSize ?? 100 },
    cache: options.cache ?? 'private, no-cache',
    rateLimits: options.rateLimits ?? [],
    upsert: options.upsert ?? false,
    ifMatch: options.ifMatch ?? 'optional',
    idempotency: options.idempotency ?? 'optional',
    unknown: options.unknown ?? 'refuse',
    forms: options.forms ?? defaults.forms ?? false,
    summary: options.summary && { fields: options.summary.fields, access: options.summary.access.node },
    unique: options.unique ?? [],
    description: options.description,
    deprecated: options.deprecated,
    actions: new Map(definition.actions.map((action) => [action.name, action])),
    hooks: definition.hooks,
    computed: definition.computed,
    internal,
  }
}

/** `id` first, then the declared fields in their order, then the times. */
export function createProperties(fields: Fields, idKind: IdKind): ReadonlyMap<string, Property> {
  const properties = new Map<string, Property>()
  const add = (name: string, definition: FieldDefinition, system: boolean) =>
    properties.set(name, { name, definition, kind: kindOf(definition), system })
  add('id', idField(idKind), true)
  for (const [name, { definition }] of Object.entries(fields)) {
    if (!definition.transient) add(name, definition, false)
  }
  const time = field.timestamp().readOnly()
  add('createdAt', time.describe('When the row was made.').definition, true)
  add('updatedAt', time.describe('When the row was last changed.').definition, true)
  return properties
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
