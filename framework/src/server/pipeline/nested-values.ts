import { InvalidValue } from '../../declaration/schema/kind.ts'
import { Forbidden, ValidationFailed } from '../../kernel/problem/catalogue.ts'
import type { Fault } from '../../kernel/problem/problem.ts'
import type { CurrentRow, Values, ValuesReader } from '../../protocol/body/read-values.ts'
import type { Exchange } from './exchange.ts'
import { isObject } from '../../kernel/values/json-object.ts'

/**
 * Reads a body sent to an address below another row: the address says which row that is, and the body may only repeat
 * it. All faults are named together (422).
 */
export function readNested(exchange: Exchange, read: ValuesReader, current: CurrentRow | undefined): Values {
  const { route, above, principal } = exchange
  const { members: body } = exchange.asked
  const { nesting } = route.verb
  if (nesting?.relation.kind !== 'many' || !isObject(body)) return read(body, current, principal)
  const { parameter: name } = nesting
  const { definition } = route.model.properties.get(name)!
  // What clients never write is either the caller's own, or filled in from the address after all.
  if (definition.readOnly) {
    const values = read(body, current, principal)
    return exchange.row === undefined ? { ...values, [name]: above[0] } : values
  }
  const sent = body[name]
  const differs = sent !== undefined && !isParent(exchange, name, sent)
  const isFilled = sent !== undefined || route.verb.verb !== 'update'
  const given = isFilled ? { ...body, [name]: above[0] } : body
  return differs ? refuse(name, () => read(given, current, principal)) : read(given, current, principal)
}

/** 403 where the rows of an owner field would not be the caller's own: nobody makes rows for others. */
export function checkOwnParent({ route, above, row }: Exchange, values: Values): void {
  const { nesting } = route.verb
  if (row !== undefined || nesting?.relation.kind !== 'many') return
  if (values[nesting.parameter] === above[0]) return
  throw new Forbidden({ detail: 'A row made here would be your own, and this is not your address.' })
}

function isParent({ route, above }: Exchange, name: string, sent: unknown): boolean {
  const { kind, definition } = route.model.properties.get(name)!
  const value = sent === null ? null : kind.normalize(sent, definition)
  return !(value instanceof InvalidValue) && value === above[0]
}

/** Throws the fault of the reference with all others. */
function refuse(name: string, read: () => Values): never {
  const fault: Fault = {
    pointer: `/${name}`,
    code: 'wrong_parent',
    detail: 'must be the row of the address, or be left out',
  }
  try {
    read()
  } catch (error) {
    if (!(error instanceof ValidationFailed)) throw error
    throw new ValidationFailed({ errors: [...(error.errors ?? []), fault] })
  }
  throw new ValidationFailed({ errors: [fault] })
}
