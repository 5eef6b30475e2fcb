import type { InvalidValue } from '../../declaration/schema/kind.ts'
import type { Fault } from '../../kernel/problem/problem.ts'
import { toPointerToken } from '../../kernel/values/pointer-token.ts'

/** What is wrong with a value, each fault with its place: of a list or an object, what is wrong inside. */
export function toValueFaults(pointer: string, { code, detail, inner }: InvalidValue): Fault[] {
  if (inner.size === 0) return [{ pointer, code, detail }]
  return [...inner].flatMap(([name, part]) => toValueFaults(`${pointer}/${toPointerToken(name)}`, part))
}
