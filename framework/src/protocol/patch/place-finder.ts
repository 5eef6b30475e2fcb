import type { Operation } from './json-patch.ts'
import { parsePointer, toPointerText, type Pointer } from './json-pointer.ts'

/**
 * Finds where in a patch the value of a place of the row comes from, so that a fault can be told in terms of the body:
 * the last operation that wrote there. Elements that moved within a list may be found at the operation before.
 */
export function createPlaceFinder(operations: readonly Operation[]): (pointer: string) => string {
  return (text) => {
    const place = parsePointer(text)
    if (place === undefined || place.length === 0) return text
    const writer = findWriter(operations, place)
    if (writer === -1) return text
    const operation = operations[writer]!
    const isWithin = 'value' in operation && holds(operation.path, place)
    return isWithin
      ? `/${writer}/value${toPointerText(place.slice(operation.path.length))}`
      : `/${writer}/path`
  }
}

/** A test supplies a value only where nothing else does. */
function findWriter(operations: readonly Operation[], place: Pointer): number {
  const writer = operations.findLastIndex((operation) => operation.op !== 'test' && writes(operation, place))
  return writer === -1 ? operations.findLastIndex((operation) => writes(operation, place)) : writer
}

function writes(operation: Operation, place: Pointer): boolean {
  if (operation.op === 'move' && (holds(operation.from, place) || holds(place, operation.from))) return true
  return holds(operation.path, place) || holds(place, operation.path)
}

/** Whether a place is another, or holds it; `-` may have become any index. */
const holds = (outer: Pointer, inner: Pointer): boolean =>
  outer.length <= inner.length && outer.every((token, index) => token === inner[index] || token === '-')
