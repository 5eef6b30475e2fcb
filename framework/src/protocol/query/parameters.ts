// OpenAPI 3.1 Parameter Objects (section 4.8.12) of the query grammar.
import type { Operator } from '../../declaration/condition/condition.ts'
import type { Model, ModelRelation } from '../../declaration/resource/model.ts'
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import { budget } from './budget.ts'
import { toOptionName } from './expand-options.ts'
import { filtersOf, type FilterField } from './filter-field.ts'
import { keyNamesOf } from './key-request.ts'
import { membersOf } from './members.ts'
import { queryUrlNames } from './query-body.ts'
import { toValueSchema } from './value-schema.ts'

/** An OpenAPI Parameter Object; its value is described by a schema or, where it is JSON itself, by content. */
export interface ParameterObject {
  readonly name: string
  readonly in: 'query'
  readonly required: false
  readonly description: string
  readonly schema?: JsonSchema
  readonly style?: 'form'
  readonly explode?: boolean
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema; readonly example?: unknown }>>
  readonly example?: unknown
}

/** The query parameters of a resource's collection. */
export function toListParameters(model: Model): ParameterObject[] {
  return [
    ...toPageParameters(model),
    ...toSearchParameter(model),
    ...toSortParameter(model),
    ...toShownParameters(model),
    ...toAggregateParameters(model),
    ...toFilterParameters(model),
  ]
}

/** The query parameters that stand in the URL of a QUERY, beside its body. */
export function toQueryUrlParameters(model: Model): ParameterObject[] {
  return toPageParameters(model).filter(({ name }) => queryUrlNames.has(name))
}

/** The query parameters that name a row by its natural key, and say how it is shown. */
export function toKeyParameters(model: Model): (ParameterObject | KeyParameterObject)[] {
  const members = keyNamesOf(model).map((name): KeyParameterObject => {
    const property = model.properties.get(name)!
    const { example } = property.definition
    return {
      name,
      in: 'query',
      required: true,
      description: `The ${name} of the row.`,
      schema: toValueSchema(property, 'eq'),
      ...(example !== undefined && { example }),
    }
  })
  return [...members, ...toShownParameters(model)]
}

/** A parameter that names a row. */
type KeyParameterObject = Omit<ParameterObject, 'required'> & { readonly required: true }

/** The query parameters of a write of many rows. */
export function toManyParameters(model: Model, isShown: boolean): ParameterObject[] {
  return [...(isShown ? toShownParameters(model) : []), ...toFilterParameters(model)]
}

/** The query parameters of a resource's single row. */
export function toItemParameters(model: Model): ParameterObject[] {
  return toShownParameters(model)
}

const single = (name: string, schema: JsonSchema, description: string): ParameterObject => ({
  name,
  in: 'query',
  required: false,
  description,
  schema,
})

/** A list of values between commas. */
const listed = (
  name: string,
  schema: JsonSchema,
  description: string,
  example?: readonly unknown[],
): ParameterObject => ({
  ...single(name, { type: 'array', ...schema }, description),
  style: 'form',
  explode: false,
  ...(example !== undefined && { example }),
})

function toPageParameters({ limits: { pageSize, maxPageSize }, aggregate }: Model): ParameterObject[] {
  const cursor: JsonSchema = { type: 'string' }
  const skip = budget.skippedRows
  return [
    single(
      'limit',
      {
        type: 'integer',
        minimum: 1,
        maximum: aggregate.size === 0 ? maxPageSize : Math.max(maxPageSize, budget.groups),
        ...(aggregate.size === 0 && { default: pageSize }),
      },
      aggregate.size === 0
        ? 'How many rows a page has at most.'
        : `How many rows a page has at most, up to ${maxPageSize}; default ${pageSize}. Of groups up to ${budget.groups}, which is the default.`,
    ),
    single('after', cursor, 'The page after this cursor, from `next` of another page. Not with `before`.'),
    single('before', cursor, 'The page before this cursor, from `prev` of another page.'),
    single('page', { type: 'integer', minimum: 1 }, 'The page of this number. Not with a cursor.'),
    single(
      'offset',
      { type: 'integer', minimum: 0, maximum: skip },
      'Skips so many rows. Not with a cursor or `page`.',
    ),
    single(
      'total',
      { type: 'string', enum: ['exact', 'estimated'] },
      'Adds the number of all rows; `estimated` counts up to 10,000 of them, and beyond that may be off.',
    ),
  ]
}

function toSearchParameter({ search }: Model): ParameterObject[] {
  if (search.length === 0) return []
  const schema = { type: 'string', minLength: 1, maxLength: budget.searchLength } as const
  const description = `Rows in whose ${search.join(', ')} all these words stand, without regard to case and accents, the best first; the last word may be the beginning of one, and words between quotation marks stand next to each other. Only fields that the caller sees are searched.`
  return [single('q', schema, description)]
}

function toSortParameter({ sort, search }: Model): ParameterObject[] {
  if (sort.size === 0) return []
  const names = [...sort].flatMap((name) => [name, `-${name}`])
  const schema = { items: { type: 'string', enum: names }, maxItems: budget.sortKeys } as const
  const usual = search.length === 0 ? 'newest first' : 'newest first; of a search the best first'
  const description = `The order; \`-\` before a name turns it round. Default: ${usual}.`
  return [listed('sort', schema, description, [names[1]])]
}

function toAggregateParameters({ aggregate, groupBy }: Model): ParameterObject[] {
  if (aggregate.size === 0) return []
  const measures = { items: { type: 'string', enum: [...aggregate] }, maxItems: budget.aggregates } as const
  const asked = 'Answers with these values of all rows together, or of groups, instead of the rows.'
  const apart = 'Not with `sort`, `fields`, `expand`, `total` or a cursor.'
  const parameters = [listed('aggregate', measures, `${asked} ${apart}`, [...aggregate].slice(0, 1))]
  if (groupBy.size === 0) return parameters
  const names = { items: { type: 'string', enum: [...groupBy] }, maxItems: budget.groupKeys } as const
  return [...parameters, listed('groupBy', names, 'Rows with the same values of these are a group.')]
}

function toShownParameters(model: Model): ParameterObject[] {
  const names = [...membersOf(model).keys()]
  const fields = listed(
    'fields',
    { items: model.expand.size === 0 ? { type: 'string', enum: names } : { type: 'string' } },
    'Shows exactly these properties; with a dot, those of related rows.',
    names.slice(0, 2),
  )
  if (model.expand.size === 0) return [fields]
  const most = budget.embeddedRows.toLocaleString('en')
  const description = `Embeds related rows under the names of their relations; a dot leads on from there. Limits must leave at most ${most} embedded rows.`
  const schema = { items: toPathSchema(model), maxItems: budget.expandPaths }
  return [
    fields,
    listed('expand', schema, description, [...model.expand].slice(0, 1)),
    ...[...model.expand].flatMap((name) => toExpandParameters(model.relations.get(name)!)),
  ]
}

/** What may be said of embedded rows; the same is said of those further on, by their path. */
function toExpandParameters({ kind, name, target }: ModelRelation): ParameterObject[] {
  if (kind === 'one') return []
  const at = (option: string) => toOptionName(name, option)
  const sorts = [...target.sort].flatMap((each) => [each, `-${each}`])
  const sort = { items: { type: 'string', enum: sorts }, maxItems: budget.sortKeys } as const
  return [
    ...(filtersOf(target).fields.size === 0
      ? []
      : [toWhereParameter(target, at('where'), `Of ${name} only those that fulfil a condition. `)]),
    ...(sorts.length === 0
      ? []
      : [listed(at('sort'), sort, `The order of embedded ${name}. Default: newest first.`)]),
    single(
      at('limit'),
      // No default: tools send one by themselves, and where nothing is embedded that is refused.
      { type: 'integer', minimum: 1, maximum: target.limits.maxPageSize },
      `How many of ${name} are embedded at most; ${target.limits.maxPageSize} where nothing is said.`,
    ),
  ]
}

// A document with thousands of paths would help nobody.
const mostPaths = 60

function toPathSchema(model: Model): JsonSchema {
  const paths = listPaths(model, budget.expandDepth)
  return paths.length <= mostPaths ? { type: 'string', enum: paths } : { type: 'string' }
}

/** Every path of relations that may be expanded, such as `store`, `store.items`; more than enough are not listed. */
function listPaths(model: Model, depth: number): string[] {
  const paths: string[] = []
  for (const name of model.expand) {
    const relation = model.relations.get(name)
    if (relation === undefined || paths.length > mostPaths) continue
    paths.push(name)
    if (depth > 1) paths.push(...listPaths(relation.target, depth - 1).map((path) => `${name}.${path}`))
  }
  return paths
}

function toFilterParameters(model: Model): ParameterObject[] {
  const { parameters } = filtersOf(model)
  const filters = [...parameters]
    // `field` says it already.
    .filter(([name, { operator }]) => operator !== 'eq' || !name.endsWith('[eq]'))
    .map(([name, { field, operator }]) => toFilterParameter(name, field, operator))
  return filters.length === 0 ? [] : [...filters, toWhereParameter(model)]
}

const phrases: Readonly<Record<Operator, string>> = {
  eq: 'is the value',
  ne: 'is not the value',
  lt: 'is less than the value',
  lte: 'is at most the value',
  gt: 'is greater than the value',
  gte: 'is at least the value',
  in: 'is one of the values',
  nin: 'is none of the values',
  contains: 'contains the text, in capital letters or small',
  startsWith: 'starts with the text, in capital letters or small',
  endsWith: 'ends with the text, in capital letters or small',
  null: 'has no value (`true`) or has one (`false`)',
  between: 'lies between two values, both included',
}

function toFilterParameter(name: string, field: FilterField, operator: Operator): ParameterObject {
  const description = `${describeRows(field)} ${phrases[operator]}.`
  const items = toValueSchema(field.property, operator)
  const { example } = field.property.definition
  switch (operator) {
    case 'in':
    case 'nin':
      return listed(name, { items, minItems: 1, maxItems: budget.listLength }, description)
    case 'between':
      return listed(name, { items, minItems: 2, maxItems: 2 }, description)
    default: {
      const isShown = example !== undefined && operator === 'eq'
      return { ...single(name, items, description), ...(isShown && { example }) }
    }
  }
}

function describeRows({ name, property, relation }: FilterField): string {
  return relation === undefined || relation.kind === 'one'
    ? `Rows whose ${name}`
    : `Rows with one of ${relation.name} whose ${property.name}`
}

function toWhereParameter(model: Model, parameter = 'where', prefix = ''): ParameterObject {
  const { fields, relations } = filtersOf(model)
  const [name = 'id'] = fields.keys()
  const related = relations.size === 0 ? '' : ', relation: {any: condition, none: condition}'
  return {
    name: parameter,
    in: 'query',
    required: false,
    description: `${prefix}A condition as JSON: \`and\`, \`or\`, \`not\`, field: value, field: {operator: value}${related}, with the fields and operators of the filters.`,
    content: {
      'application/json': { schema: { type: 'object' }, example: { not: { [name]: { null: true } } } },
    },
  }
}
