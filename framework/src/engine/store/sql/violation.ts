import { sql } from 'kysely'
import { columnOf } from '../../../declaration/resource/column.ts'
import type { Model, Property } from '../../../declaration/resource/model.ts'
import {
  OutcomeUnknown,
  ReferenceInUse,
  Unavailable,
  UniqueViolation,
  ValidationFailed,
} from '../../../kernel/problem/catalogue.ts'
import type { Fault, Problem } from '../../../kernel/problem/problem.ts'
import type { StoredValues } from '../store.ts'
import type { Dialect } from './dialect.ts'
import { referredBy } from './property-of.ts'
import { Shape } from './shape.ts'
import type { Statements } from './statements.ts'
import { toIndexes } from './tables.ts'
import { findTaken } from './taken.ts'

/** What an error of the driver means to a reader; an unknown one stays what it is. */
export function toReadProblem(dialect: Dialect, cause: unknown): unknown {
  return dialect.isUnavailable(cause) ? new Unavailable({ headers: { 'retry-after': '1' }, cause }) : cause
}

/** What it means that a connection broke while the database was told to keep something. */
export const toUnknownOutcome = (cause: unknown): Problem =>
  new OutcomeUnknown({ headers: { 'retry-after': '1' }, cause })

/**
 * What an error of the driver means to a writer.
 * @param values what was to be written; undefined for a deletion
 * @param changed the id of the row that was to be changed; undefined for a new one
 */
export async function toWriteProblem(
  statements: Statements,
  cause: unknown,
  model: Model,
  values: StoredValues | undefined,
  changed?: string | number,
): Promise<unknown> {
  const violation = statements.dialect.toViolation(cause, model)
  if (violation === undefined) return toReadProblem(statements.dialect, cause)
  if (violation.kind === 'unique') {
    const broken = namesOf(model, violation.columns)
    // Another release may have columns of its own that have to be unique.
    const isKnown = broken.every((name) => model.properties.has(name))
    const found = await findTaken(statements, model, { values: values ?? {}, changed }, isKnown)
    // A row that came after the first look of this transaction: others have asked for it in vain, and go on as if there were none.
    const isUnseen = found.some(({ names, isTaken }) => !isTaken && isSame(names, broken))
    if (isUnseen && statements.lose !== undefined)
      return toReadProblem(statements.dialect, statements.lose(cause))
    // Each database names one of several, which one is chance.
    const taken = found.flatMap(({ names, isTaken }) => (isTaken ? names : []))
    const named = isKnown || taken.length === 0 ? broken : []
    const errors = [...new Set([...taken, ...named])].map((name) =>
      fault(name, 'not_unique', 'is taken by another row'),
    )
    return new UniqueViolation({ errors, cause })
  }
  if (values === undefined) return new ReferenceInUse({ cause })
  if (violation.kind === 'required') {
    const errors = namesOf(model, violation.columns).map((name) =>
      fault(name, 'required', 'must have a value'),
    )
    return new ValidationFailed({ errors, cause })
  }
  if (violation.kind === 'long') {
    const long = violation.columns ? namesOf(model, violation.columns) : findLong(model, values)
    const errors = long.map((name) => fault(name, 'too_long', 'is too long to be looked up by'))
    return errors.length === 0 ? cause : new ValidationFailed({ errors, cause })
  }
  const unknown = await findUnknownReferences(statements, model, values)
  if (unknown.length === 0) return cause
  const errors = unknown.map(({ name, definition }) =>
    fault(name, 'unknown_reference', `names no row of ${definition.target}`),
  )
  return new ValidationFailed({ errors, cause })
}

const longestSafe = 1000

/** Texts that an index looks at and that may be more than it takes in. */
function findLong(model: Model, values: StoredValues): string[] {
  const indexed = new Set(toIndexes(model).flatMap(({ columns }) => columns))
  return [...indexed].filter((name) => {
    const value = values[name]
    return typeof value === 'string' && Buffer.byteLength(value) > longestSafe
  })
}

/** Databases do not say which reference is wrong, or name a constraint: each is looked up, in the same transaction. */
async function findUnknownReferences(
  statements: Statements,
  model: Model,
  values: StoredValues,
): Promise<Property[]> {
  const unknown: Property[] = []
  for (const property of model.properties.values()) {
    const target = referredBy(model, property)
    const value = values[property.name]
    if (target === undefined || value === undefined || value === null) continue
    if (!(await exists(statements, target, property, value))) unknown.push(property)
  }
  return unknown
}

async function exists(
  statements: Statements,
  target: Model,
  reference: Property,
  value: unknown,
): Promise<boolean> {
  const shape = new Shape(statements.dialect, `exists ${target.table}`)
  shape.bind(statements.dialect.encode(reference, value) ?? null)
  const row = await statements.one(
    shape,
    (compilation) => sql`SELECT 1 FROM ${sql.id(target.table)} WHERE "id" = ${compilation.nextSlot()}`,
  )
  return row !== undefined
}

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.toSorted().join() === others.toSorted().join()

/** What columns are called on the wire. */
function namesOf(model: Model, columns: readonly string[]): string[] {
  const properties = [...model.properties.values()]
  return columns.map((column) => properties.find((each) => columnOf(each) === column)?.name ?? column)
}

function fault(name: string, code: string, detail: string): Fault {
  return { pointer: `/${name}`, code, detail }
}
