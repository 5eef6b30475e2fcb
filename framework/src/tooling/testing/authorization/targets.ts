// Every address of every resource, with rows that are there.
import type { Model } from '../../../declaration/resource/model.ts'
import { isOnMany } from '../../../declaration/resource/many-verbs.ts'
import { toAncestry } from '../../../declaration/resource/nesting.ts'
import { verbsOf, type VerbRoute } from '../../../declaration/resource/verb.ts'
import type { StoredRow } from '../../../engine/rows/stored-row.ts'
import type { Api } from '../../../server/api/create-api.ts'
import type { World } from './world.ts'

/** A row that an address names. */
export interface Named {
  readonly model: Model
  readonly row: StoredRow
  readonly parameter: string
}

/** A verb at an address. */
export interface Target {
  readonly model: Model
  readonly route: VerbRoute
  /** With every prefix and parameters such as `{id}`. */
  readonly pattern: string
  /** Undefined for a collection. */
  readonly row: Named | undefined
  /** The rows that the address leads through, the nearest first. */
  readonly above: readonly Named[]
  /** The other row of a link. */
  readonly linked: Named | undefined
}

/** Rows of a resource that are asked about one by one. */
const most = 6

/** Every verb of every resource, on the rows there are. */
export function toTargets({ editions }: Api, world: World): readonly Target[] {
  return editions.flatMap(({ models, prefix }) =>
    [...models.values()].flatMap((model) =>
      verbsOf(model).flatMap((route) => toTargetsOf(world, model, route, prefix + route.path)),
    ),
  )
}

function toTargetsOf(world: World, model: Model, route: VerbRoute, pattern: string): Target[] {
  const { on, nesting, link } = route
  const [nearest, ...farther] = toAncestry(nesting)
  const base = { model, route, pattern, linked: undefined }
  if (on === 'collection') {
    if (nearest === undefined) return [{ ...base, row: undefined, above: [] }]
    return world
      .rowsOf(nearest.parent)
      .slice(0, most)
      .flatMap((row) => {
        const first = { model: nearest.parent, row, parameter: nearest.parameter }
        const above = climb(world, first, farther)
        return above === undefined ? [] : [{ ...base, row: undefined, above }]
      })
  }
  return world
    .rowsOf(model)
    .slice(0, most)
    .flatMap((row): Target[] => {
      const own = { model, row, parameter: 'id' }
      const rest = climb(world, own, toAncestry(nesting))?.slice(1)
      if (rest === undefined) return []
      const target = { ...base, row: own, above: rest }
      if (link === undefined) return [target]
      const { relation, parameter } = link
      return world
        .rowsOf(relation.target)
        .slice(0, 2)
        .map((other) => ({ ...target, linked: { model: relation.target, row: other, parameter } }))
    })
}

/** A row and those above it; undefined where one is missing. */
function climb(world: World, first: Named, nestings: ReturnType<typeof toAncestry>): Named[] | undefined {
  const line = [first]
  for (const { parent, parameter } of nestings) {
    const row = world.findRow(parent, line.at(-1)!.row.values[parameter])
    if (row === undefined) return undefined
    line.push({ model: parent, row, parameter })
  }
  return line
}

/**
 * The address of a target.
 * @param ids other ids by their parameter
 */
export function toUrl(
  { pattern, row, above, linked }: Target,
  ids: Readonly<Record<string, unknown>> = {},
): string {
  const named = [row, linked, ...above].filter((each) => each !== undefined)
  const known: Record<string, unknown> = Object.fromEntries(
    named.map((each) => [each.parameter, each.row.id]),
  )
  return pattern.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(ids[name] ?? known[name])),
  )
}

/** An id that no row has. */
export const absentId = ({ idKind }: Model): string =>
  ({ uuid: '01999999-9999-7999-8999-999999999999', integer: '2147483646', text: 'absent-zq9' })[idKind]

/** Whether a verb is asked about no row in particular. */
export const isOpenEnded = ({ route }: Target): boolean => isOnMany(route) || route.verb === 'upsert'
