// JSON Patch (RFC 6902): one operation on a document. Every place is looked up here before the library writes to it:
// by itself it follows inherited members and takes indexes that are none.
import { applyPatch } from 'rfc6902'
import { InternalError } from '../../kernel/problem/catalogue.ts'
import type { Operation } from './json-patch.ts'
import { isPrefix, locate, toPointerText, type Pointer } from './json-pointer.ts'
import { isSameJson, isTooDeep, measureJson } from './json-value.ts'

/** A document while it is patched. */
export interface Draft {
  document: unknown
  /** How much more may be added, copied or moved, in characters of JSON. */
  budget: number
}

/** Why an operation cannot be applied. */
export interface Unfit {
  /** The member of the operation that is to blame; undefined: all of it. */
  readonly member: 'path' | 'from' | 'value' | undefined
  readonly code: string
  readonly detail: string
}

/** A test that does not hold. */
export const testFailed = Symbol('test failed')

/** Applies one operation; where it cannot be applied, the draft is good for nothing any more. */
export function applyOperation(draft: Draft, operation: Operation): undefined | Unfit | typeof testFailed {
  switch (operation.op) {
    case 'test':
      return test(draft, operation.path, operation.value)
    case 'add':
      return add(draft, operation.path, operation.value, 'value')
    case 'replace':
      return replace(draft, operation.path, operation.value)
    case 'remove':
      return remove(draft, operation.path, 'path')
    case 'copy':
      return copy(draft, operation.from, operation.path)
    case 'move':
      return move(draft, operation.from, operation.path)
  }
}

const missing = (member: 'path' | 'from'): Unfit => ({
  member,
  code: 'no_target',
  detail: 'leads to nothing',
})

/** What stands at a place; the whole document, where the pointer is empty. */
const find = (draft: Draft, pointer: Pointer) => locate(draft, ['document', ...pointer])

function test(draft: Draft, path: Pointer, value: unknown): undefined | typeof testFailed {
  const target = find(draft, path)
  return target?.exists === true && isSameJson(target.value, value) ? undefined : testFailed
}

function add(draft: Draft, path: Pointer, value: unknown, member: 'value' | 'from'): Unfit | undefined {
  if (find(draft, path) === undefined) return missing('path')
  return spend(draft, path, value, member) ?? write(draft, { op: 'add', path, value })
}

function replace(draft: Draft, path: Pointer, value: unknown): Unfit | undefined {
  if (find(draft, path)?.exists !== true) return missing('path')
  return spend(draft, path, value, 'value') ?? write(draft, { op: 'replace', path, value })
}

function remove(draft: Draft, path: Pointer, member: 'path' | 'from'): Unfit | undefined {
  // A document cannot be without itself.
  if (path.length === 0 || find(draft, path)?.exists !== true) return missing(member)
  return write(draft, { op: 'remove', path })
}

function copy(draft: Draft, from: Pointer, path: Pointer): Unfit | undefined {
  const source = find(draft, from)
  return source?.exists === true ? add(draft, path, source.value, 'from') : missing('from')
}

/** Identical to removing and then adding (RFC 6902 section 4.4): the path is followed once the value is gone. */
function move(draft: Draft, from: Pointer, path: Pointer): Unfit | undefined {
  const source = find(draft, from)
  if (source?.exists !== true) return missing('from')
  if (isPrefix(from, path)) return from.length === path.length ? undefined : missing('path')
  return remove(draft, from, 'from') ?? add(draft, path, source.value, 'from')
}

/** Nobody makes a document grow beyond measure by copying, nor nest deeper than bodies may. */
function spend(draft: Draft, path: Pointer, value: unknown, member: Unfit['member']): Unfit | undefined {
  const measure = measureJson(value)
  // The library would leave such a member out without a word.
  if (measure.isDangerous) return { member, code: 'unknown_member', detail: 'has a member named __proto__' }
  if (isTooDeep(path.length, measure)) {
    return { member: 'path', code: 'too_deep', detail: 'would nest the row too deep' }
  }
  draft.budget -= measure.size
  const detail = 'makes the patch write more than is taken in'
  return draft.budget < 0 ? { member: undefined, code: 'too_large', detail } : undefined
}

type Writing =
  | { readonly op: 'add' | 'replace'; readonly path: Pointer; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: Pointer }

// The document stands in the draft, so that even the whole of it can be replaced.
function write(draft: Draft, operation: Writing): undefined {
  const path = `/document${toPointerText(operation.path)}`
  const [error] = applyPatch(draft, [{ ...operation, path } as Parameters<typeof applyPatch>[1][number]])
  if (error) throw new InternalError({ cause: error })
}
