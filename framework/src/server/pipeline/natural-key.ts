// A PUT to a collection writes the row with the values that its address names, whether it is there or not.
import { and } from '../../declaration/condition/condition.ts'
import { matches } from '../../declaration/condition/matches.ts'
import { toCodeSelection, toStoredRow } from '../../engine/rows/stored-row.ts'
import { ValidationFailed } from '../../kernel/problem/catalogue.ts'
import type { Fault } from '../../kernel/problem/problem.ts'
import { InvalidValue } from '../../declaration/schema/kind.ts'
import { parseKeyQuery, type KeyMember } from '../../protocol/query/key-request.ts'
import { toLinkedView } from '../../protocol/representation/linked-view.ts'
import { decodeRest } from './decode.ts'
import type { Exchange } from './exchange.ts'
import { applyRules } from './identify.ts'
import { admitMaking } from './load.ts'
import { decodePlace, loadParent, toRowPath } from './place.ts'
import { readPreferences } from './prefer.ts'
import { representItem } from './represent.ts'
import { prepareWrite, validateValues } from './validate.ts'
import { isObject } from '../../kernel/values/json-object.ts'

/** What the path, the query and the body say: 400, 413 or 415 where they cannot be read. */
export function decodeByKey(exchange: Exchange): Promise<void> | void {
  decodePlace(exchange)
  readPreferences(exchange)
  const { route, request, principal, now, representation } = exchange
  const caller = { principal, now }
  const key = parseKeyQuery(route.model, request.query, caller)
  exchange.key = key
  exchange.view = representation.isLinked ? toLinkedView(route.model, key.view, caller) : key.view
  return decodeRest(exchange)
}

/** The row of the key as it stands, narrowed by the read rule. */
export async function loadByKey(exchange: Exchange): Promise<void> {
  const { route, session, readable, key } = exchange
  const { model } = route
  if (route.above.length > 0) await loadParent(exchange)
  const { rows } = await session.list(model, {
    where: and(readable, key!.where),
    sort: [{ property: 'id', descending: false }],
    start: { kind: 'first' },
    limit: 1,
    selection: toCodeSelection(model),
  })
  exchange.row = rows[0] && toStoredRow(model, rows[0])
  exchange.id = exchange.row?.id
  if (exchange.row === undefined) return admitMaking(exchange)
  applyRules(exchange)
}

/** The body as values, to which the address gives the key: the body may only repeat it. All faults are named together. */
export async function validateByKey(exchange: Exchange): Promise<void> {
  const { body, row, key } = exchange
  if (!isObject(body)) return validateValues(exchange)
  const faults = key!.members.flatMap((member) => findContradiction(exchange, member, body))
  // A row that is there keeps the form its key has.
  const given = key!.members.map(({ name, value }) => [name, row?.values[name] ?? value] as const)
  exchange.body = { ...Object.fromEntries(given), ...body }
  try {
    await validateValues(exchange)
  } catch (error) {
    if (faults.length === 0 || !(error instanceof ValidationFailed)) throw error
    faults.unshift(...(error.errors ?? []))
  } finally {
    exchange.body = body
  }
  if (faults.length > 0) throw new ValidationFailed({ errors: faults })
}

function findContradiction(
  { route }: Exchange,
  { name, condition }: KeyMember,
  body: Readonly<Record<string, unknown>>,
): Fault[] {
  if (body[name] === undefined) return []
  const { kind, definition } = route.model.properties.get(name)!
  const value = body[name] === null ? null : kind.normalize(body[name], definition)
  // What is no value of the field at all is for the schema to tell.
  if (value instanceof InvalidValue || matches(condition, { [name]: value })) return []
  return [
    {
      pointer: `/${name}`,
      code: 'wrong_key',
      detail: 'must be the value of the address, or be left out',
    },
  ]
}

/** The values, and what is slow and can be done before a transaction begins. */
export async function checkByKey(exchange: Exchange): Promise<void> {
  await validateByKey(exchange)
  return prepareWrite(exchange)
}

/** The row with its own address, which is not the one that was asked (RFC 9110 sections 8.7 and 10.2.2). */
export function representByKey(exchange: Exchange): void {
  representItem(exchange)
  const { reply, found, created } = exchange
  if (reply === undefined || found === undefined || created) return
  exchange.reply = {
    ...reply,
    headers: { ...reply.headers, 'content-location': toRowPath(exchange, found.id) },
  }
}
