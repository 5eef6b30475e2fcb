// JSON Patch (RFC 6902): the document of a patch.
import type { Fault } from '../../kernel/problem/problem.ts'
import { ValidationFailed } from '../../kernel/problem/catalogue.ts'
import { dangerousNames } from './json-value.ts'
import { parsePointer, type Pointer } from './json-pointer.ts'
import { isObject } from '../../kernel/values/json-object.ts'

/** One operation of a patch; members that mean nothing to it are left out. */
export type Operation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: Pointer; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: Pointer }
  | { readonly op: 'move' | 'copy'; readonly path: Pointer; readonly from: Pointer }

/** The operations of RFC 6902 section 4, each with what it needs besides `path`. */
export const operations = {
  add: 'value',
  remove: undefined,
  replace: 'value',
  move: 'from',
  copy: 'from',
  test: 'value',
} as const

/** How many operations a patch may have. */
export const mostOperations = 500

/** Reads a decoded body as a patch, or throws one VALIDATION_FAILED (422) naming every fault of its form. */
export function parseJsonPatch(body: unknown): readonly Operation[] {
  const faults: Fault[] = []
  const patch = Array.isArray(body) ? (body as readonly unknown[]) : []
  if (!Array.isArray(body)) {
    faults.push({ pointer: '', code: 'wrong_type', detail: 'must be a list of operations' })
  } else if (patch.length > mostOperations) {
    throw new ValidationFailed({
      errors: [{ pointer: '', code: 'too_many', detail: `must have at most ${mostOperations} operations` }],
    })
  }
  const read = patch.map((each, index) => readOperation(each, `/${index}`, faults))
  if (faults.length > 0) throw new ValidationFailed({ errors: faults })
  return read as readonly Operation[]
}

function readOperation(given: unknown, at: string, faults: Fault[]): Partial<Operation> | undefined {
  if (!isObject(given)) {
    faults.push({ pointer: at, code: 'wrong_type', detail: 'must be an operation' })
    return undefined
  }
  const { op } = given
  if (typeof op !== 'string' || !Object.hasOwn(operations, op)) {
    const detail = `must be one of ${Object.keys(operations).join(', ')}`
    faults.push({ pointer: `${at}/op`, code: op === undefined ? 'required' : 'not_a_choice', detail })
    return undefined
  }
  const needed = operations[op as keyof typeof operations]
  const path = readPointer(given['path'], `${at}/path`, faults)
  if (needed === 'from') {
    const from = readPointer(given['from'], `${at}/from`, faults)
    return { op, path, from } as Partial<Operation>
  }
  if (needed === 'value') checkValue(given, `${at}/value`, faults)
  return { op, path, ...(needed === 'value' && { value: given['value'] }) } as Partial<Operation>
}

function readPointer(given: unknown, at: string, faults: Fault[]): Pointer | undefined {
  const pointer = typeof given === 'string' ? parsePointer(given) : undefined
  if (pointer === undefined) {
    const code = given === undefined ? 'required' : typeof given === 'string' ? 'wrong_form' : 'wrong_type'
    faults.push({ pointer: at, code, detail: 'must be a JSON Pointer, such as /name' })
  } else if (pointer.some((token) => dangerousNames.has(token))) {
    faults.push(toUnknown(at))
  }
  return pointer
}

function checkValue(given: Readonly<Record<string, unknown>>, at: string, faults: Fault[]): void {
  if (!Object.hasOwn(given, 'value')) {
    faults.push({ pointer: at, code: 'required', detail: 'must be given' })
  }
}

/** A path to what is not there, or not for this caller to know of. */
export const toUnknown = (pointer: string): Fault => ({
  pointer,
  code: 'unknown_member',
  detail: 'leads to no member of this resource',
})
