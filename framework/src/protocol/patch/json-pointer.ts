// JSON Pointer (RFC 6901).
import { fromPointerToken, toPointerToken } from '../../kernel/values/pointer-token.ts'

/** A place in a JSON document: the names and indexes that lead to it, unescaped. */
export type Pointer = readonly string[]

/** Reads a JSON Pointer; undefined where the text is none. */
export function parsePointer(text: string): Pointer | undefined {
  if (text === '') return []
  if (!text.startsWith('/') || /~(?![01])/.test(text)) return undefined
  const tokens = text.slice(1).split('/')
  return tokens.map(fromPointerToken)
}

/** The text of a pointer. */
export const toPointerText = (pointer: Pointer): string =>
  pointer.map((token) => `/${toPointerToken(token)}`).join('')

/** Whether a place is that of another, or holds it. */
export const isPrefix = (outer: Pointer, inner: Pointer): boolean =>
  outer.length <= inner.length && outer.every((token, index) => token === inner[index])

/** What a pointer leads to. */
export interface Location {
  /** The array or object that has the place. */
  readonly parent: readonly unknown[] | Readonly<Record<string, unknown>>
  readonly key: string
  /** Whether something stands there. */
  readonly exists: boolean
  /** What stands there. */
  readonly value: unknown
}

const index = /^(?:0|[1-9]\d{0,15})$/

/**
 * Follows a pointer through own members and existing elements alone; undefined where even the last token's parent is
 * not there, or is an array that has no such place. `-` and the index after the last element are places where nothing
 * stands yet.
 * @param pointer of one token at least
 */
export function locate(document: unknown, pointer: Pointer): Location | undefined {
  let parent = document
  for (const token of pointer.slice(0, -1)) {
    const place = findPlace(parent, token)
    if (place?.exists !== true) return undefined
    parent = place.value
  }
  return findPlace(parent, pointer.at(-1)!)
}

function findPlace(parent: unknown, key: string): Location | undefined {
  if (typeof parent !== 'object' || parent === null) return undefined
  if (!Array.isArray(parent)) {
    const exists = Object.hasOwn(parent, key)
    const members = parent as Readonly<Record<string, unknown>>
    return { parent: members, key, exists, value: exists ? members[key] : undefined }
  }
  if (key === '-') return { parent, key, exists: false, value: undefined }
  if (!index.test(key) || Number(key) > parent.length) return undefined
  return { parent, key, exists: Number(key) < parent.length, value: parent[Number(key)] }
}
