// What is hidden must not show by what finds it: filters, orders, searches, groups and sums (OWASP API3).
import { isNever } from '../../../../declaration/condition/condition.ts'
import type { Model, Property } from '../../../../declaration/resource/model.ts'
import type { StoredRow } from '../../../../engine/rows/stored-row.ts'
import { toVisibility } from '../../../../protocol/query/visibility.ts'
import type { Caller } from '../callers.ts'
import { isHidden } from '../hidden-fields.ts'
import { listable } from '../listable.ts'
import { toUrl, type Target } from '../targets.ts'
import { ask, type Check, type Tested } from '../tested.ts'
import { judge } from '../verdict.ts'

export const queries: Check = {
  title: 'finds no row by what it does not show',
  async find(tested) {
    const faults: string[] = []
    for (const caller of tested.callers) {
      for (const target of tested.targets) {
        if (target.route.verb !== 'list' || target.route.method !== 'GET') continue
        if (judge(tested, caller, target) !== 'allowed') continue
        faults.push(
          ...(await findClosed(tested, caller, target)),
          ...(await findTelling(tested, caller, target)),
        )
      }
    }
    return faults
  },
}

/** Fields that no row shows to the caller are no fields to ask by: 400. */
async function findClosed(tested: Tested, caller: Caller, target: Target): Promise<string[]> {
  const { model } = target
  const asker = { principal: caller.principal, now: tested.app.clock.now() }
  const closed = [...model.properties.values()].filter(({ definition }) =>
    isNever(toVisibility(definition, asker)),
  )
  const faults: string[] = []
  for (const property of closed) {
    for (const query of toQueries(tested, model, property)) {
      const { answer, words } = await ask(caller, 'GET', `${toUrl(target)}?${query}`)
      if (answer.status !== 400) faults.push(`${words}, though ${property.name} is hidden`)
    }
  }
  return faults
}

function toQueries({ world }: Tested, model: Model, { name, kind }: Property): string[] {
  const values = world.rowsOf(model).map((row) => row.values[name])
  const value = values.find((each) => each !== null && typeof each !== 'object')
  const isFiltered = model.filter.has(name) && value !== undefined && kind.operators.includes('eq')
  const where = encodeURIComponent(JSON.stringify({ [name]: value }))
  return [
    ...(isFiltered ? [`${name}=${encodeURIComponent(String(value))}`, `where=${where}`] : []),
    ...(model.sort.has(name) ? [`sort=${name}`, `sort=-${name}`] : []),
    ...(model.groupBy.has(name) ? [`aggregate=count&groupBy=${name}`] : []),
    ...[...model.aggregate].filter((each) => each.endsWith(`:${name}`)).map((each) => `aggregate=${each}`),
  ]
}

/** Fields that some rows show find those rows alone. */
async function findTelling(tested: Tested, caller: Caller, target: Target): Promise<string[]> {
  const faults: string[] = []
  const rows = listable(tested, caller, target)
  for (const row of rows) {
    for (const [query, place] of toTells(tested, caller, target.model, row)) {
      const { answer, words } = await ask(caller, 'GET', `${toUrl(target)}?${query}`)
      const { data = [] } = answer.body as { readonly data?: readonly { readonly id: unknown }[] }
      if (answer.status === 200 && data.some(({ id }) => id === row.id))
        faults.push(`${words} and finds a row by ${place}, which is hidden`)
    }
  }
  return faults
}

/** Queries that would find a row by what it hides. */
function toTells(tested: Tested, caller: Caller, model: Model, row: StoredRow): [string, string][] {
  const own = [...model.properties.keys()].filter((name) => isHidden(tested, caller, model, row, name))
  const isSeen = (word: string) =>
    model.search.some((name) => !own.includes(name) && String(row.values[name]).includes(word))
  const filtered = own.filter((name) => model.filter.has(name) && isPlain(row.values[name]))
  return [
    ...filtered.map((name): [string, string] => [`${name}=${toText(row.values[name])}`, name]),
    ...model.search
      .filter((name) => own.includes(name) && typeof row.values[name] === 'string')
      .map((name) => [name, lastWord(row.values[name])] as const)
      .filter(([, word]) => word !== '' && !isSeen(word))
      .map(([name, word]): [string, string] => [`q=${toText(word)}`, name]),
    ...[...model.filter].flatMap((path) => toRelatedTell(tested, caller, model, row, path)),
  ]
}

/** A filter by a member of a related row that may neither be read nor known by its summary. */
function toRelatedTell(
  { world }: Tested,
  { principal }: Caller,
  model: Model,
  row: StoredRow,
  path: string,
): [string, string][] {
  const [relation = '', name = '', ...more] = path.split('.')
  const target = model.relations.get(relation)?.target
  if (target === undefined || more.length > 0 || name === '') return []
  const { access, summary } = target
  return world.relatedTo(model, relation, row.values).flatMap((other): [string, string][] => {
    const isKnown =
      world.allows(target, access.read, principal, other.values) ||
      (summary?.fields.includes(name) === true &&
        world.allows(target, summary.access, principal, other.values))
    const value = other.values[name]
    // Another row with the same value may well be known.
    const isAlone = world.relatedTo(model, relation, row.values).length === 1
    return isKnown || !isAlone || !isPlain(value) ? [] : [[`${path}=${toText(value)}`, path]]
  })
}

const isPlain = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number'
const toText = (value: unknown): string => encodeURIComponent(String(value))
const lastWord = (value: unknown): string =>
  String(value)
    .split(/\W+/)
    .findLast((word) => word !== '') ?? ''
