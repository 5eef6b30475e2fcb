import type { Model, Property } from '../../../declaration/resource/model.ts'
import { idAlone } from '../../../declaration/resource/query.ts'
import { InvalidValue } from '../../../declaration/schema/kind.ts'
import type { Store } from '../../../engine/store/store.ts'
import { Problem } from '../../../kernel/problem/problem.ts'
import { createUuidV7 } from '../../../kernel/values/uuid-v7.ts'
import { partsOf, rulesOf } from './rule-terms.ts'
import { toSampleValue } from './sample-values.ts'
import type { TestedApi } from './tested-api.ts'
import type { Values, World } from './world.ts'

/** Rows of each resource that has none: of two users, and on both sides of every rule about a value. */
const count = 4

/**
 * Makes rows of every resource without any, past all rules and hooks.
 * @returns the resources of which none could be made
 */
export async function makeSampleRows(app: TestedApi, world: World): Promise<readonly string[]> {
  const made = new Set<Model>()
  const failed: string[] = []
  const make = async (model: Model): Promise<void> => {
    if (made.has(model)) return
    made.add(model)
    for (const { target } of referencesOf(model)) await make(target)
    if (world.rowsOf(model).length > 0) return
    try {
      await insertRows(app, world, model)
    } catch (error) {
      failed.push(`${model.name}: ${describeFailure(error)}`)
    }
    await world.read()
  }
  const { models } = app.api.context
  for (const model of models.values()) if (!model.internal) await make(model)
  // Links of rows that are alike in number.
  for (const model of models.values()) if (model.joins) await make(model)
  return failed
}

function describeFailure(error: unknown): string {
  const faults = error instanceof Problem ? (error.errors ?? []) : []
  return [String(error), ...faults.map(({ pointer, detail }) => `${pointer} ${detail}`)].join(', ')
}

async function insertRows({ api: { context }, clock }: TestedApi, world: World, model: Model): Promise<void> {
  const at = new Date(clock.now()).toISOString()
  const users = context.identity?.users
  await context.store.transaction(async (session: Pick<Store, 'insert'>) => {
    for (let index = 0; index < count; index++) {
      const { id, ...values } = toSampleRow(world, model, index, users)
      await session.insert(model, { ...toId(model, id, clock.now()), values, at }, idAlone)
    }
  })
}

function toId({ idKind }: Model, id: unknown, now: number): { readonly id?: string | number } {
  if (idKind === 'integer') return {}
  return { id: idKind === 'uuid' ? createUuidV7(now) : String(id) }
}

/**
 * The values of one more row.
 * @param users the resource of which only the first two rows are referred to, so that much belongs to each
 */
export function toSampleRow(world: World, model: Model, index: number, users: string | undefined): Values {
  const values: Record<string, unknown> = {}
  for (const property of [...model.properties.values(), ...model.beside]) {
    if (property.system && (property.name !== 'id' || model.idKind !== 'text')) continue
    values[property.name] = toStored(property, toValue(world, model, property, index, users))
  }
  return values
}

function toValue(
  world: World,
  model: Model,
  property: Property,
  index: number,
  users: string | undefined,
): unknown {
  const { name, definition } = property
  if (name === 'id') return `sample-${index}`
  if (definition.kind === 'reference') {
    const target = [...model.relations.values()].find(
      (each) => each.kind === 'one' && each.field === name,
    )?.target
    const rows = target === undefined || target === model ? [] : world.rowsOf(target)
    return rows[(target?.name === users ? index % 2 : index) % Math.max(1, rows.length)]?.id ?? null
  }
  const [ruled] = rulesOf(model)
    .flatMap(partsOf)
    .flatMap((part) => (part.rule === 'equals' && part.field === name ? [part.value] : []))
  if (ruled !== undefined && typeof ruled !== 'boolean' && index < 2) return ruled
  return toSampleValue(name, definition, index) ?? null
}

/** The form in which columns keep it. */
function toStored({ kind, definition }: Property, value: unknown): unknown {
  if (value === null || definition.kind === 'file' || definition.kind === 'secret') return value
  const stored = kind.normalize(value, definition)
  return stored instanceof InvalidValue ? null : stored
}

const referencesOf = (model: Model) =>
  [...model.relations.values()].filter((relation) => relation.kind === 'one')
