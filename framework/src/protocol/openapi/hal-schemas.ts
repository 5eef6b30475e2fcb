// HAL (draft-kelly-json-hal) as JSON Schema.
import type { Model } from '../../declaration/resource/model.ts'
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import {
  halLinksName,
  halTemplatesName,
  pageName,
  toReference,
  type ComponentNames,
} from './component-names.ts'

type Schemas = Record<string, JsonSchema>

/** The links of a row, a page or the root; every relation names one. */
export const halLinksSchema: JsonSchema = {
  type: 'object',
  description: 'Where one may go from here, by relation (HAL section 4.1.1).',
  additionalProperties: {
    type: 'object',
    properties: {
      href: { type: 'string', description: 'A URL, or a URI template (RFC 6570).' },
      templated: { type: 'boolean', const: true },
    },
    required: ['href'],
    additionalProperties: false,
  },
}

/** What may be done with a row or a collection; every action has a template of its name. */
export const halTemplatesSchema: JsonSchema = {
  type: 'object',
  description: 'What one may do here, by the name of the action (HAL-FORMS).',
  additionalProperties: {
    type: 'object',
    properties: {
      method: { type: 'string', const: 'POST' },
      target: { type: 'string', format: 'uri-reference', description: 'Where to send it.' },
      title: { type: 'string', description: 'What it does.' },
    },
    required: ['method', 'target'],
    additionalProperties: false,
  },
}

/**
 * The HAL schemas of a resource. What its rows show is said once, in the schema of the row.
 * @param row the schema of a row with everything that may be embedded
 */
export function toHalSchemas(
  model: Model,
  names: ReadonlyMap<Model, ComponentNames>,
  row: JsonSchema,
): Schemas {
  const own = names.get(model)!
  const properties = Object.keys(row.properties ?? {})
  const shown = properties.filter((name) => !model.relations.has(name))
  const embedded = properties.filter((name) => model.relations.has(name))
  return {
    [own.hal]: toHalObject(
      Object.fromEntries(shown.map((name) => [name, toMemberReference(own.row, name)])),
      Object.fromEntries(embedded.map((name) => [name, toEmbedded(model, name, names)])),
      model.actions.size > 0,
    ),
    [own.halCollection]: {
      ...toHalObject(
        Object.fromEntries(
          ['limit', 'total', 'totalIsEstimate'].map((name) => [name, toMemberReference(pageName, name)]),
        ),
        { [model.name]: { type: 'array', items: toReference(own.hal) } },
        model.actions.size > 0,
      ),
      required: ['_links', 'limit', '_embedded'],
    },
  }
}

function toHalObject(shown: Schemas, embedded: Schemas, hasActions: boolean): JsonSchema {
  const hasEmbedded = Object.keys(embedded).length > 0
  return {
    type: 'object',
    properties: {
      _links: toReference(halLinksName),
      ...(hasActions && { _templates: toReference(halTemplatesName) }),
      ...shown,
      ...(hasEmbedded && {
        _embedded: { type: 'object', properties: embedded, additionalProperties: false },
      }),
    },
    required: ['_links'],
    additionalProperties: false,
  }
}

/** A row that may not be read shows its summary, which has no links. */
function toEmbedded(model: Model, name: string, names: ReadonlyMap<Model, ComponentNames>): JsonSchema {
  const { kind, target } = model.relations.get(name)!
  const { hal, part } = names.get(target)!
  const one: JsonSchema =
    target.summary === undefined ? toReference(hal) : { anyOf: [toReference(hal), toReference(part)] }
  return kind === 'one' ? one : { type: 'array', items: one }
}

const toMemberReference = (name: string, member: string): JsonSchema =>
  toReference(`${name}/properties/${member}`)
