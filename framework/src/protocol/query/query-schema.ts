import { isListParameter } from '../../declaration/resource/list-parameters.ts'
import type { Model } from '../../declaration/resource/model.ts'
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import { toListParameters, type ParameterObject } from './parameters.ts'
import { toWhereSchema } from './where-schema.ts'

/**
 * JSON Schema of the body of a QUERY: the parameters of the collection as members.
 * @param self reference to this very schema
 */
export function toQuerySchema(model: Model, self: string): JsonSchema {
  const members = memberParametersOf(model).map((parameter) => {
    const { name, description } = parameter
    if (name === 'where') return [name, { ...toWhereSchema(model, `${self}/properties/where`), description }]
    return [name, name === 'expand' ? toExpandSchema(parameter) : toMemberSchema(parameter)]
  })
  return {
    type: 'object',
    description: 'What a GET of the collection says in its URL; each member may be left out.',
    properties: Object.fromEntries(members),
    additionalProperties: false,
  }
}

/** What would narrow an example, or not go together with the rest of it. */
const unshown: ReadonlySet<string> = new Set(['fields', 'aggregate', 'groupBy'])

/** A body that asks for something. */
export function toQueryExample(model: Model): object {
  const examples = memberParametersOf(model).flatMap(({ name, example, content }) => {
    const value = example ?? content?.['application/json']?.example
    return value === undefined || unshown.has(name) ? [] : [[name, value]]
  })
  return { ...Object.fromEntries(examples), limit: Math.min(10, model.limits.maxPageSize) }
}

const memberParametersOf = (model: Model): ParameterObject[] =>
  toListParameters(model).filter(({ name }) => isListParameter(name))

function toMemberSchema({ schema, content, description }: ParameterObject): JsonSchema {
  return { ...(schema ?? content?.['application/json']?.schema), description }
}

/** A path, or one with what is said of its rows. */
function toExpandSchema({ schema = {}, description }: ParameterObject): JsonSchema {
  const path = schema.items ?? { type: 'string' }
  const expansion: JsonSchema = {
    type: 'object',
    properties: {
      path,
      where: { type: 'object', description: 'Only rows that fulfil it.' },
      sort: { type: 'array', items: { type: 'string' } },
      limit: { type: 'integer', minimum: 1 },
    },
    required: ['path'],
    additionalProperties: false,
  }
  return { ...schema, items: { anyOf: [path, expansion] }, description }
}
