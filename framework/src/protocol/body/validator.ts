import { Compile } from 'typebox/schema'
import { System } from 'typebox/system'
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import { mostFaults, type Fault } from '../../kernel/problem/problem.ts'
import { keepClaimedForms } from './form-errors.ts'
import { toFault, type SchemaError } from './schema-fault.ts'

// The default of 8 would hide faults; without any bound a hostile body could make millions.
System.Settings.Set({ maxErrors: mostFaults })

/** Finds every fault of a value; an empty list when there is none. */
export type Validator = (value: unknown) => readonly Fault[]

/** Compiles a JSON Schema (2020-12) once, for every request after. */
export function createValidator(schema: JsonSchema): Validator {
  const compiled = Compile(schema as never)
  return (value) => {
    if (compiled.Check(value)) return []
    const errors = compiled.Errors(value)[1] as SchemaError[]
    const faults = keepClaimedForms(schema, value, errors).flatMap((error) => toFault(error, schema))
    // What a schema refuses stays refused, even where none of the errors that were counted says why.
    return faults.length === 0 ? [unexplained] : faults.slice(0, mostFaults)
  }
}

const unexplained: Fault = { pointer: '', code: 'invalid', detail: 'must fulfil the schema' }
