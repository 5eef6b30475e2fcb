import { mostDepth } from '../body/parse-json.ts'

/** Whether two JSON values are the same (RFC 6902 section 4.6): numbers by quantity, objects whatever their order. */
export function isSameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
  if (Array.isArray(left) !== Array.isArray(right)) return false
  const names = Object.keys(left)
  if (names.length !== Object.keys(right).length) return false
  return names.every(
    (name) => Object.hasOwn(right, name) && isSameJson(memberOf(left, name), memberOf(right, name)),
  )
}

const memberOf = (value: object, name: string): unknown => (value as Readonly<Record<string, unknown>>)[name]

/** What a JSON value amounts to. */
export interface Measure {
  /** About as many as the characters of its JSON. */
  readonly size: number
  /** How deep arrays and objects are nested; 0 for a scalar. */
  readonly depth: number
  /** Whether it has a member of a name that is dangerous in JavaScript. */
  readonly isDangerous: boolean
}

/** Names that lead out of an object to its prototype. */
export const dangerousNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** Measures a JSON value. */
export function measureJson(value: unknown): Measure {
  if (typeof value === 'string') return { size: value.length + 2, depth: 0, isDangerous: false }
  if (typeof value !== 'object' || value === null) return scalar
  let size = 2
  let depth = 0
  let isDangerous = false
  for (const name of Object.keys(value)) {
    const inner = measureJson(memberOf(value, name))
    size += inner.size + (Array.isArray(value) ? 1 : name.length + 4)
    depth = Math.max(depth, inner.depth)
    isDangerous ||= inner.isDangerous || name === '__proto__'
  }
  return { size, depth: depth + 1, isDangerous }
}

const scalar: Measure = { size: 5, depth: 0, isDangerous: false }

/** Whether a value at a depth would nest a document beyond what bodies may be nested. */
export const isTooDeep = (level: number, { depth }: Measure): boolean => level + depth > mostDepth
