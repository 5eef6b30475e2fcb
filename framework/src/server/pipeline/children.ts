// Rows of another resource that are written with the row they belong to: each is judged as a request of its own.
import { and, compare } from '../../declaration/condition/condition.ts'
import { toCondition } from '../../declaration/policy/decide.ts'
import type { RuleNode } from '../../declaration/policy/rule.ts'
import { mostNested } from '../../declaration/resource/nested-rows.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { InvalidValue } from '../../declaration/schema/kind.ts'
import { toCodeSelection, toStoredRow, type StoredRow } from '../../engine/rows/stored-row.ts'
import { Forbidden, ValidationFailed } from '../../kernel/problem/catalogue.ts'
import { mostFaults, type Fault, type Problem } from '../../kernel/problem/problem.ts'
import type { Awaitable } from '../../kernel/values/awaitable.ts'
import { createUuidV7 } from '../../kernel/values/uuid-v7.ts'
import { isObject } from '../../kernel/values/json-object.ts'
import { mergePatchType } from '../../protocol/patch/patch-types.ts'
import { authorize } from './authorize.ts'
import { withPlace } from './child-problem.ts'
import { Exchange } from './exchange.ts'
import { applyRules, checkScopes } from './identify.ts'
import type { ResourceRoute } from './resource-route.ts'

/** The verbs of the rows that are written with a row, made ready with it. */
export interface NestedRows {
  /** The member of the body. */
  readonly name: string
  readonly model: Model
  /** The reference that names the row they belong to. */
  readonly field: string
  /** Who sees which rows belong to one; undefined: anyone. */
  readonly visible: RuleNode | undefined
  readonly create: ResourceRoute
  /** As the row itself is changed: by a PUT wholly, by a PATCH in part. */
  readonly change: ResourceRoute
  readonly remove: ResourceRoute
}

/** What becomes of one row. */
export interface ChildWrite {
  readonly nested: NestedRows
  /** Where it stands in the body. */
  readonly pointer: string
  readonly exchange: Exchange
}

/** All that is to be written with a row. */
export interface Children {
  /** The rows that were there when they were judged, by relation: these the body is about, and no others. */
  readonly before: ReadonlyMap<NestedRows, readonly StoredRow[]>
  readonly writes: readonly ChildWrite[]
}

type Sent = ReadonlyMap<NestedRows, unknown>

/** Takes the rows that are written with the row out of its body, once. */
export function splitBody(exchange: Exchange): void {
  if (exchange.sentChildren !== undefined) return
  const sent = new Map<NestedRows, unknown>()
  const { route, body } = exchange
  if (isObject(body)) {
    const own: Record<string, unknown> = { ...body }
    for (const nested of route.nested) {
      if (!Object.hasOwn(body, nested.name)) continue
      sent.set(nested, body[nested.name])
      delete own[nested.name]
    }
    if (sent.size > 0) exchange.body = own
  }
  exchange.sentChildren = sent
}

/**
 * Judges a row and all that is written with it: 422 with every fault of them together, then 403.
 * @param validateRow judges one row by itself
 */
export async function validateFamily(
  exchange: Exchange,
  validateRow: (exchange: Exchange) => Awaitable<void>,
): Promise<void> {
  splitBody(exchange)
  const sent: Sent = exchange.sentChildren!
  if (sent.size === 0) return validateRow(exchange)
  for (const { create } of sent.keys()) {
    if (exchange.principal.kind !== 'anonymous') checkScopes(exchange.principal, [create.verb.scope])
  }
  const verdict = new Verdict()
  await verdict.hear('', () => validateRow(exchange))
  // The rows below refer to it before it is there.
  if (exchange.row === undefined && exchange.route.model.idKind === 'uuid')
    exchange.id ??= createUuidV7(exchange.now)
  const before = new Map<NestedRows, readonly StoredRow[]>()
  for (const nested of sent.keys()) before.set(nested, await findBefore(exchange, nested))
  const writes: ChildWrite[] = []
  for (const [nested, elements] of sent) {
    writes.push(...toWrites(exchange, nested, elements, before.get(nested)!, verdict))
  }
  for (const write of writes) {
    await verdict.hear(write.pointer, async () => {
      await authorize(write.exchange)
      if (write.exchange.route !== write.nested.remove) await validateRow(write.exchange)
    })
  }
  verdict.throwIfAny()
  exchange.children = { before, writes }
}

/** What is wrong with rows that are judged together. */
class Verdict {
  readonly #faults: Fault[] = []
  #refusal: Problem | undefined

  fault(fault: Fault): void {
    this.#faults.push(fault)
  }

  async hear(pointer: string, judge: () => Awaitable<void>): Promise<void> {
    try {
      await judge()
    } catch (error) {
      const placed = pointer === '' ? error : withPlace(error, pointer)
      if (error instanceof ValidationFailed) this.#faults.push(...((placed as Problem).errors ?? []))
      else if (error instanceof Forbidden) this.#refusal ??= placed as Problem
      else throw error
    }
  }

  throwIfAny(): void {
    if (this.#faults.length > 0) throw new ValidationFailed({ errors: this.#faults.slice(0, mostFaults) })
    if (this.#refusal !== undefined) throw this.#refusal
  }
}

/** The rows that belong to a row and that its caller may read; others are as good as absent, and stay as they are. */
async function findBefore(exchange: Exchange, nested: NestedRows): Promise<StoredRow[]> {
  const { row, session, principal, now } = exchange
  const { model, field } = nested
  if (row === undefined) return []
  // Whoever may not see which rows belong to this one sees none that do.
  const seen = [model.access.read, ...(nested.visible === undefined ? [] : [nested.visible])].map((rule) =>
    toCondition(rule, principal, now),
  )
  const page = await session.list(model, {
    where: and(compare(field, 'eq', row.id), ...seen),
    sort: [{ property: 'id', descending: false }],
    start: { kind: 'first' },
    limit: mostNested,
    selection: toCodeSelection(model),
  })
  if (page.hasNext) throw new ValidationFailed({ errors: [tooMany(nested)] })
  return page.rows.map((found) => toStoredRow(model, found))
}

const tooMany = ({ name, model }: NestedRows): Fault => ({
  pointer: `/${name}`,
  code: 'too_many',
  detail: `are more than ${mostNested} rows of ${model.name} as they stand: change those one by one`,
})

/** Whether the rows a body is about are still those that were judged. */
export async function isAsBefore(exchange: Exchange): Promise<boolean> {
  for (const [nested, judged] of exchange.children!.before) {
    const now = await findBefore(exchange, nested)
    const isSame = ({ id, version }: StoredRow, index: number) =>
      judged[index]?.id === id && judged[index].version === version
    if (now.length !== judged.length || !now.every(isSame)) return false
  }
  return true
}

function toWrites(
  exchange: Exchange,
  nested: NestedRows,
  elements: unknown,
  before: readonly StoredRow[],
  verdict: Verdict,
): ChildWrite[] {
  const pointer = `/${nested.name}`
  if (!Array.isArray(elements)) {
    verdict.fault({ pointer, code: 'wrong_type', detail: 'must be a list' })
    return []
  }
  if (elements.length > mostNested) {
    verdict.fault({ pointer, code: 'too_many', detail: `must have at most ${mostNested} rows` })
    return []
  }
  const rest = new Map(before.map((row) => [row.id, row]))
  const kept = elements.flatMap((element: unknown, index): ChildWrite[] => {
    const place = `${pointer}/${index}`
    const row = takeRow(nested, element, rest)
    if (row === unknownRow && exchange.row !== undefined) {
      const detail = 'is no row of this one, or stands here twice'
      verdict.fault({ pointer: `${place}/id`, code: 'unknown_row', detail })
      return []
    }
    const known = row === unknownRow ? undefined : row
    const route = known === undefined ? nested.create : nested.change
    return [{ nested, pointer: place, exchange: toChild(exchange, route, element, known) }]
  })
  const removed = [...rest.values()].map((row): ChildWrite => {
    return { nested, pointer, exchange: toChild(exchange, nested.remove, undefined, row) }
  })
  // What goes makes room for what comes.
  return [...removed, ...kept]
}

const unknownRow = Symbol('unknown row')

/** The row an element is about, which no other element may be about; undefined for a new one. */
function takeRow(
  { model }: NestedRows,
  element: unknown,
  rest: Map<string | number, StoredRow>,
): StoredRow | typeof unknownRow | undefined {
  const sent = isObject(element) ? element['id'] : undefined
  if (sent === undefined) return undefined
  const { kind, definition } = model.properties.get('id')!
  const id = sent === null ? null : kind.normalize(sent, definition)
  const row = id === null || id instanceof InvalidValue ? undefined : rest.get(id as string | number)
  // Clients name new rows where ids are texts.
  if (row === undefined)
    return model.idKind === 'text' && !(id instanceof InvalidValue) ? undefined : unknownRow
  rest.delete(row.id)
  return row
}

function toChild(
  parent: Exchange,
  route: ResourceRoute,
  body: unknown,
  row: StoredRow | undefined,
): Exchange {
  const child = new Exchange(parent.request, route, parent.session, parent.now)
  child.principal = parent.principal
  applyRules(child)
  child.row = row
  child.id = row?.id
  child.body = body
  child.bodyType = route.verb.verb === 'update' ? mergePatchType : 'application/json'
  child.preferences = parent.preferences
  child.above = [parent.row?.id ?? parent.id ?? toIdToCome(parent)]
  return child
}

/** The id of a new row, as far as it is known: the database counts on, and what stands in its place is not kept. */
function toIdToCome({ route, values }: Exchange): string | number {
  return route.model.idKind === 'integer' ? 1 : ((values['id'] as string | undefined) ?? 'new')
}
