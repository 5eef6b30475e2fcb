import { sql } from 'kysely'
import type { Model, Models, Property } from '../../../declaration/resource/model.ts'
import {
  ReferenceInUse,
  Unavailable,
  UniqueViolation,
  ValidationFailed,
} from '../../../kernel/problem/catalogue.ts'
import type { Fault } from '../../../kernel/problem/problem.ts'
import type { StoredValues } from '../store.ts'
import type { Dialect } from './dialect.ts'
import { Shape } from './shape.ts'
import type { Statements } from './statements.ts'

/** What an error of the driver means to a reader; an unknown one stays what it is. */
export function toReadProblem(dialect: Dialect, cause: unknown): unknown {
  return dialect.isUnavailable(cause) ? new Unavailable({ headers: { 'retry-after': '1' }, cause }) : cause
}

/**
 * What an error of the driver means to a writer.
 * @param values what was to be written; undefined for a deletion
 */
export async function toWriteProblem(
  statements: Statements,
  models: Models,
  cause: unknown,
  model: Model,
  values: StoredValues | undefined,
): Promise<unknown> {
  const violation = statements.dialect.toViolation(cause)
  if (violation === undefined) return toReadProblem(statements.dialect, cause)
  if (violation.kind === 'unique') {
    const errors = violation.columns.map((name) => fault(name, 'not_unique', 'is taken by another row'))
    return new UniqueViolation({ errors, cause })
  }
  if (values === undefined) return new ReferenceInUse({ cause })
  if (violation.kind === 'required') {
    const errors = violation.columns.map((name) => fault(name, 'required', 'must have a value'))
    return new ValidationFailed({ errors, cause })
  }
  const unknown = await findUnknownReferences(statements, models, model, values)
  if (unknown.length === 0) return cause
  const errors = unknown.map(({ name, definition }) =>
    fault(name, 'unknown_reference', `names no row of ${definition.target}`),
  )
  return new ValidationFailed({ errors, cause })
}

/** Databases do not say which reference is wrong, or name a constraint: each is looked up, in the same transaction. */
async function findUnknownReferences(
  statements: Statements,
  models: Models,
  model: Model,
  values: StoredValues,
): Promise<Property[]> {
  const unknown: Property[] = []
  for (const property of model.properties.values()) {
    const target = models.get(property.definition.target ?? '')
    const value = values[property.name]
    if (property.system || target === undefined || value === undefined || value === null) continue
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
  const shape = new Shape(statements.dialect, `exists ${target.name}`)
  shape.bind(statements.dialect.encode(reference, value) ?? null)
  const row = await statements.one(
    shape,
    (compilation) => sql`SELECT 1 FROM ${sql.id(target.name)} WHERE "id" = ${compilation.nextSlot()}`,
  )
  return row !== undefined
}

function fault(name: string, code: string, detail: string): Fault {
  return { pointer: `/${name}`, code, detail }
}
