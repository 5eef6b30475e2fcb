import { matches } from '../../declaration/condition/matches.ts'
import { toCondition } from '../../declaration/policy/decide.ts'
import { defaultOf } from '../../declaration/resource/defaults.ts'
import type { HookVerb } from '../../declaration/resource/hook.ts'
import type { RuleNode } from '../../declaration/policy/rule.ts'
import type { Model, Property } from '../../declaration/resource/model.ts'
import { toIdOfKind } from '../../declaration/schema/id.ts'
import { createReadRows } from '../../engine/rows/handler-rows.ts'
import { hooksOf } from '../../engine/rows/work.ts'
import { toHandlerRow } from '../../engine/rows/row-versions.ts'
import { hashSecrets } from '../../engine/rows/secret-values.ts'
import { oncePer } from '../../kernel/values/once-per.ts'
import type { Awaitable } from '../../kernel/values/awaitable.ts'
import { Forbidden } from '../../kernel/problem/catalogue.ts'
import type { Fault } from '../../kernel/problem/problem.ts'
import type { Asked, SecretTest, SeenRow } from '../../protocol/patch/asked.ts'
import { authorizeValues } from './authorize.ts'
import { withPlace } from './child-problem.ts'
import { validateFamily } from './children.ts'
import type { Exchange } from './exchange.ts'
import { checkReferences } from './known-references.ts'
import { checkOwnParent, readNested } from './nested-values.ts'
import { verifySignUp } from './sign-up.ts'

type Values = Readonly<Record<string, unknown>>

/** The body as values: 422 with every fault, then 403 for members or values the caller may not write. */
export function validateValues(exchange: Exchange): Awaitable<void> {
  return exchange.route.nested.length === 0 ? validateRow(exchange) : validateFamily(exchange, validateRow)
}

function validateRow(exchange: Exchange): Awaitable<void> {
  const { route, row } = exchange
  const read = row === undefined ? (route.readNewValues ?? route.readValues!) : route.readValues!
  const seen = findSeen(exchange)
  const { patch } = (exchange.asked = toAsked(exchange, seen))
  if (patch?.failedTest !== undefined) return
  patch?.secretTests.forEach((test) => restrictTest(exchange, test))
  const given = readNested(exchange, read, seen?.values)
  const values = row === undefined ? withOwner(exchange, given) : given
  checkOwnParent(exchange, values)
  exchange.values = restrict(exchange, values, seen?.values)
  return authorizeValues(exchange)
}

/** Only a PATCH asks for less than its whole body says. */
function toAsked({ route, body, bodyType }: Exchange, seen: SeenRow | undefined): Asked {
  return route.readPatch === undefined || seen === undefined
    ? { members: body }
    : route.readPatch(bodyType, body, seen)
}

/** The row before the change as the caller sees it: what they cannot see must not show by what is refused either. */
function findSeen({ route, id, row, principal, now }: Exchange): SeenRow | undefined {
  if (row === undefined) return id === undefined ? undefined : { values: { id }, hidden: nothing }
  const ruled = ruledOf(route.model).filter(
    ({ visible }) => !matches(toCondition(visible, principal, now), row.values),
  )
  if (ruled.length === 0) return { values: row.values, hidden: nothing }
  const hidden = new Set(ruled.map(({ name }) => name))
  const shown = Object.entries(row.values).filter(([name]) => !hidden.has(name))
  return { values: Object.fromEntries(shown), hidden }
}

const nothing: ReadonlySet<string> = new Set()

/** A property that not everyone sees. */
interface Ruled {
  readonly name: string
  readonly visible: RuleNode
}

const ruledOf = oncePer((model: Model): readonly Ruled[] => {
  const computed = model.computed.map(({ name, field }) => ({ name, definition: field.definition }))
  return [...model.properties.values(), ...computed].flatMap(({ name, definition: { visible } }) =>
    visible === undefined ? [] : [{ name, visible }],
  )
})

/** The body as the input of an action. */
export async function validateInput(exchange: Exchange): Promise<void> {
  exchange.input = await exchange.route.readInput?.(exchange.body)
}

/** What is slow and can be done before a transaction begins: the resource's own checks, and hashing of secrets. */
export async function prepareWrite(exchange: Exchange): Promise<void> {
  if (exchange.asked.patch?.failedTest !== undefined) return
  // First of all: nothing that is looked up or costs much is done for those who may not sign up.
  if (exchange.signUp !== undefined) await verifySignUp(exchange)
  await prepareRow(exchange)
  for (const { nested, exchange: child, pointer } of exchange.children?.writes ?? []) {
    const prepare = child.route === nested.remove ? checkDeletion : prepareRow
    await prepare(child).catch((error: unknown) => {
      throw withPlace(error, pointer)
    })
  }
}

async function prepareRow(exchange: Exchange): Promise<void> {
  await checkReferences(exchange)
  await runChecks(exchange, exchange.row === undefined ? 'create' : 'update')
  exchange.values = await hashSecrets(exchange.route.model, exchange.values, exchange.route.api.hasher)
}

/** The resource's own checks of a deletion. */
export function checkDeletion(exchange: Exchange): Promise<void> {
  return runChecks(exchange, 'delete')
}

async function runChecks(
  { route, session, principal, values, row }: Exchange,
  verb: HookVerb,
): Promise<void> {
  for (const hook of hooksOf(route.model, 'check', verb)) {
    const context = route.api.work(session, principal).contextOf(route.model, createReadRows)
    await hook.run({ ...context, values, row: row && toHandlerRow(row) } as never)
  }
}

/** Drops members the caller may not write and did not change; others are refused. */
function restrict(exchange: Exchange, values: Values, current: Values | undefined): Values {
  const { model } = exchange.route
  const restricted = restrictedOf(model).filter((name) => name in values && !mayWrite(exchange, name, values))
  if (restricted.length === 0) return values
  const refused = restricted.filter(
    (name) => isSent(exchange, name) && isChanged(exchange, name, values, current),
  )
  if (refused.length > 0) throw new Forbidden({ errors: refused.map(toFault) })
  return exchange.row === undefined
    ? values
    : Object.fromEntries(Object.entries(values).filter(([name]) => !restricted.includes(name)))
}

const restrictedOf = oncePer((model: Model): readonly string[] => {
  const all = [...model.properties.values(), ...model.transient.values()]
  return all.filter(({ definition }) => definition.writable !== undefined).map(({ name }) => name)
})

function mayWrite({ route, principal, now, row }: Exchange, name: string, values: Values): boolean {
  const property = route.model.properties.get(name) ?? route.model.transient.get(name)!
  return matches(toCondition(property.definition.writable!, principal, now), row?.values ?? values)
}

const isSent = ({ asked }: Exchange, name: string): boolean => name in (asked.members as object)

/** A secret is tested only by those who may write it. */
function restrictTest(exchange: Exchange, { name, index }: SecretTest): void {
  if (restrictedOf(exchange.route.model).includes(name) && !mayWrite(exchange, name, {}))
    throw new Forbidden({ errors: [{ ...toFault(name), pointer: `/${index}/path` }] })
}

function isChanged(
  { route, row }: Exchange,
  name: string,
  values: Values,
  current: Values | undefined,
): boolean {
  const before = row === undefined ? initialOf(route.model, name) : current?.[name]
  return JSON.stringify(values[name]) !== JSON.stringify(before ?? null)
}

/** What the member of a new row is without being sent; one that is made anew each time equals nothing sent. */
function initialOf(model: Model, name: string): unknown {
  const definition = model.properties.get(name)?.definition
  if (typeof definition?.default === 'function') return Symbol('unknown')
  return definition && defaultOf(name, definition)
}

function toFault(name: string): Fault {
  return { pointer: `/${name}`, code: 'not_writable', detail: 'may not be written by you' }
}

/** An owner field of a new row is the caller. */
function withOwner({ route, principal }: Exchange, values: Values): Values {
  const owners = ownersOf(route.model)
  if (owners.length === 0) return values
  const { id } = principal
  const own = ({ definition }: Property) => id && toIdOfKind(definition.targetId ?? 'uuid', id)
  return { ...values, ...Object.fromEntries(owners.map((owner) => [owner.name, own(owner)])) }
}

const ownersOf = oncePer((model: Model): readonly Property[] =>
  [...model.properties.values()].filter(({ definition }) => definition.owner === true),
)
