import type { Model, ModelRelation } from '../../declaration/resource/model.ts'
import type { VerbRoute } from '../../declaration/resource/verb.ts'
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import {
  toCreateSchema,
  toReplaceSchema,
  toRowSchema,
  toUpdateSchema,
} from '../../declaration/resource/resource-schema.ts'
import { toShapeSchema } from '../../declaration/resource/shape-schema.ts'
import { toQuerySchema } from '../query/query-schema.ts'
import { toAggregatesSchema } from './aggregates-schema.ts'
import {
  pageName,
  toActionSchemaName,
  toPascal,
  toReference,
  type ComponentNames,
} from './component-names.ts'
import { toLinkSchemas } from './links.ts'
import { toNestedRowSchemas, withNestedRows, withoutDemand } from './nested-rows.ts'

type Schemas = Record<string, JsonSchema>
type Names = ReadonlyMap<Model, ComponentNames>

/** Every schema of one resource. */
export function toModelSchemas(model: Model, names: Names, routes: readonly VerbRoute[]): Schemas {
  const own = names.get(model)!
  const row = toShownSchema(model, names)
  const { required: _, ...part } = row
  const toBody = (schema: JsonSchema, verb: 'create' | 'replace' | 'update') =>
    withNestedRows(schema, model, names, verb)
  return {
    [own.row]: row,
    [own.part]: {
      ...part,
      description: `Those members of ${own.row} that were asked for, or that may be seen.`,
    },
    [own.create]: toBody(withoutDemand(toCreateSchema(model), model.home?.parameter), 'create'),
    [own.replace]: toBody(withoutDemand(toReplaceSchema(model), model.home?.parameter), 'replace'),
    ...(model.naturalKey !== undefined && {
      [toKeyedName(own.replace)]: toBody(toKeyedSchema(model), 'replace'),
    }),
    [own.update]: toBody(toUpdateSchema(model), 'update'),
    [own.collection]: toCollectionSchema(own.row),
    [own.partCollection]: toCollectionSchema(own.part),
    [own.query]: toQuerySchema(model, `#/components/schemas/${own.query}`),
    ...(model.aggregate.size > 0 && { [own.aggregates]: toAggregatesSchema(model) }),
    ...toActionSchemas(own, routes),
    ...toLinkSchemas(own.row, routes),
    ...toNestedRowSchemas(model, names),
  }
}

/** The schema of a body that makes a row below another one, where it differs from that of any other new row. */
export function toNestedSchemas(model: Model, names: Names, route: VerbRoute): Schemas {
  const { create } = names.get(model)!
  const name = toCreateName(create, model, route)
  return name === create
    ? {}
    : { [name]: withNestedRows(toCreateSchemaAt(model, route), model, names, 'create') }
}

/** The name of the schema of a body that makes a row, such as `ItemCreate`, or `ItemCreateByStoreId` below a store. */
export function toCreateName(create: string, model: Model, { nesting }: VerbRoute): string {
  const isAlike = nesting === undefined || nesting.relation === model.home?.relation
  return isAlike ? create : `${create}By${toPascal(nesting.parameter)}`
}

/** The body that makes a row at an address: that of a nested row names its parent, which the body then need not. */
export function toCreateSchemaAt(model: Model, { nesting }: VerbRoute): JsonSchema {
  const isAlike = nesting === undefined || nesting.relation === model.home?.relation
  return withoutDemand(toCreateSchema(model), isAlike ? undefined : nesting.parameter)
}

/** The name of the schema of a body sent to where a natural key names the row. */
export const toKeyedName = (replace: string): string => `${replace}ByKey`

/** The address gives the key, which the body need not. */
export function toKeyedSchema(model: Model): JsonSchema {
  const names = [model.home?.parameter, ...model.naturalKey!]
  return names.reduce<JsonSchema>(withoutDemand, toReplaceSchema(model))
}

/** A row with the related rows that may be embedded. */
function toShownSchema(model: Model, names: Names): JsonSchema {
  const { properties, ...row } = toRowSchema(model)
  const relations = [...model.expand]
    .map((name) => model.relations.get(name))
    .filter((relation) => relation !== undefined && names.has(relation.target))
    .map((relation) => [relation!.name, toRelationSchema(relation!, names.get(relation!.target)!)])
  return { ...row, properties: { ...properties, ...Object.fromEntries(relations) } }
}

function toRelationSchema({ kind, name }: ModelRelation, { row, part }: ComponentNames): JsonSchema {
  const description = `Only where it is asked for: \`expand=${name}\`.`
  const related = [toReference(row), toReference(part)]
  if (kind === 'one') return { anyOf: [...related, { type: 'null' }], description }
  return { type: 'array', items: { anyOf: related }, description }
}

function toCollectionSchema(row: string): JsonSchema {
  return {
    type: 'object',
    properties: { data: { type: 'array', items: toReference(row) }, page: toReference(pageName) },
    required: ['data', 'page'],
    additionalProperties: false,
  }
}

const link = { type: 'string', format: 'uri-reference' } as const
const linkOrNull = { ...link, type: ['string', 'null'] } as const

/** Where a page stands among its neighbours. */
export const pageSchema: JsonSchema = {
  type: 'object',
  description: 'The place of these rows in the whole collection.',
  properties: {
    limit: { type: 'integer', minimum: 1, description: 'Most rows on a page.' },
    next: { ...linkOrNull, description: 'The page after this one.' },
    prev: { ...linkOrNull, description: 'The page before this one.' },
    first: { ...link, description: 'The first page.' },
    last: { ...link, description: 'The last page; only where the rows were counted.' },
    total: {
      type: 'integer',
      minimum: 0,
      description: 'How many rows there are; only where that was asked for.',
    },
    totalIsEstimate: {
      type: 'boolean',
      const: true,
      description: 'There may be more rows than `total`, or fewer; only where they were not all counted.',
    },
  },
  required: ['limit', 'next', 'prev', 'first'],
  additionalProperties: false,
}

function toActionSchemas(own: ComponentNames, routes: readonly VerbRoute[]): Schemas {
  const schemas: Schemas = {}
  for (const { action } of routes) {
    for (const direction of ['Input', 'Output'] as const) {
      const shape = direction === 'Input' ? action?.input : action?.output
      if (action === undefined || shape === undefined) continue
      const name = toActionSchemaName(own.row, action.name, direction)
      schemas[name] = moveReferences(toShapeSchema(shape, direction === 'Input' ? 'in' : 'out'), name)
    }
  }
  return schemas
}

/** A schema of another library refers to its own root, which is not the root of the document. */
function moveReferences<Value>(value: Value, name: string): Value {
  return JSON.parse(JSON.stringify(value), (key, inner: unknown) =>
    key === '$ref' && typeof inner === 'string' && inner.startsWith('#')
      ? `#/components/schemas/${name}${inner.slice(1)}`
      : inner,
  ) as Value
}
