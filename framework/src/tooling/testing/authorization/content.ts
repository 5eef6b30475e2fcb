// What is sent: right in everything but who sends it.
import type { Model } from '../../../declaration/resource/model.ts'
import type { FieldDefinition } from '../../../declaration/schema/field.ts'
import type { ActionDefinition } from '../../../declaration/resource/action.ts'
import { isStandardSchema } from '../../../declaration/resource/standard-schema.ts'
import { linkFieldsOf } from '../../../declaration/resource/link-fields.ts'
import { toFieldsExample } from '../../../protocol/openapi/row-example.ts'
import type { StoredRow } from '../../../engine/rows/stored-row.ts'
import { createUuidV7 } from '../../../kernel/values/uuid-v7.ts'
import type { RawContent } from '../test-api.ts'
import { toSampleRow } from './sample-rows.ts'
import type { Target } from './targets.ts'
import type { Tested } from './tested.ts'
import type { Values } from './world.ts'

let count = 100

/** What a verb is sent, for a row as it is. */
export function toContent(tested: Tested, target: Target): RawContent {
  const { model, route } = target
  const headers: Record<string, string> = {}
  if (model.idempotency === 'required' && /POST|PATCH/.test(route.method))
    headers['idempotency-key'] = createUuidV7(count++)
  const body = toBody(tested, target)
  if (route.verb === 'update' || route.verb === 'updateMany')
    headers['content-type'] = 'application/merge-patch+json'
  if (route.verb === 'writeFile')
    headers['content-type'] =
      model.properties.get(route.file!)!.definition.types?.[0]?.replace('*', 'png') ?? 'text/plain'
  return { headers, ...(body !== undefined && { body }) }
}

function toBody(tested: Tested, { model, route, row, above }: Target): unknown {
  switch (route.verb) {
    case 'create':
      return toNewBody(tested, model, above[0] && { [above[0].parameter]: above[0].row.id })
    case 'replace':
    case 'upsert':
      return row && toWholeBody(model, row.row)
    case 'update':
    case 'updateMany':
      return {}
    case 'action':
      return route.action === undefined ? undefined : toInput(route.action)
    case 'putLink':
      return toFieldsExample(linkFieldsOf(route.link!.relation), 'in')
    case 'writeFile':
      return 'a file'
    default:
      return route.method === 'QUERY' ? {} : undefined
  }
}

function toInput({ input }: ActionDefinition): unknown {
  if (input === undefined) return undefined
  return (isStandardSchema(input) ? undefined : toFieldsExample(input, 'in')) ?? {}
}

/** The values of a row that nobody has made yet, as far as its maker says them. */
export function toNewBody({ app, world }: Tested, model: Model, place: Values = {}): Values {
  const row = toSampleRow(world, model, count++, app.api.context.identity?.users)
  const own = [...model.properties.values()].filter(
    ({ name, definition, system }) =>
      isSaid(definition) && (!system || (name === 'id' && model.idKind === 'text')),
  )
  const said = own.filter(({ definition }) => definition.writable === undefined || !definition.hasDefault)
  const values = said.map(({ name, definition }) => [name, toJson(definition, row[name])] as const)
  return { ...Object.fromEntries(values.filter(([, value]) => value !== null)), ...place }
}

/** A row as a PUT sends it. */
export function toWholeBody(model: Model, { values }: StoredRow): Values {
  const own = [...model.properties.values()].filter(
    ({ system, definition }) => !system && isSaid(definition) && !definition.writeOnly,
  )
  return Object.fromEntries(own.map(({ name, definition }) => [name, toJson(definition, values[name])]))
}

const isSaid = ({ readOnly, owner, kind }: FieldDefinition): boolean => !readOnly && !owner && kind !== 'file'

/** A value as bodies have it. */
export const toJson = ({ asNumber }: FieldDefinition, value: unknown): unknown =>
  asNumber === true && typeof value === 'string' ? Number(value) : value
