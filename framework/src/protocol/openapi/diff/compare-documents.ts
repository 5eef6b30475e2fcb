// What has changed between two OpenAPI 3.1 documents of an API, and what of it breaks clients.
import type { OpenApiObject } from '../openapi-object.ts'
import type { DocumentChange } from './document-change.ts'
import { compareOperations, type PlacedOperation } from './operation-changes.ts'
import { follow, toEntries, toList, toObject } from './source.ts'

/**
 * The differences between two documents, breaking ones first. Something removed after the `x-sunset` date that its
 * document gave it breaks nobody who kept to that document.
 * @param now milliseconds since 1970, to tell whether a sunset has passed
 */
export function compareDocuments(
  old: OpenApiObject,
  current: OpenApiObject,
  now: number,
): readonly DocumentChange[] {
  const [before, after] = [operationsOf(old), operationsOf(current)]
  const kept = [...before].flatMap(([key, { name, ...placed }]): DocumentChange[] => {
    const counterpart = after.get(key)
    if (counterpart === undefined) return [toRemoved(name, placed, now)]
    return compareOperations(placed, counterpart).map((change) => ({ ...change, operation: name }))
  })
  const added = [...after]
    .filter(([key]) => !before.has(key))
    .map(([, { name }]): DocumentChange => ({
      level: 'notice',
      operation: name,
      place: '',
      message: 'is new',
    }))
  const changes = [...kept, ...added]
  return [...changes.filter(isBreaking), ...changes.filter((change) => !isBreaking(change))]
}

const isBreaking = ({ level }: DocumentChange): boolean => level === 'breaking'

const methods: ReadonlySet<string> = new Set([
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'head',
  'options',
  'trace',
  'query',
  'x-query',
])

interface NamedOperation extends PlacedOperation {
  readonly name: string
}

/** Every operation by its method and path; what the parameters of a path are called does not matter. */
function operationsOf(document: OpenApiObject): ReadonlyMap<string, NamedOperation> {
  const operations = new Map<string, NamedOperation>()
  for (const [path, value] of toEntries(document['paths'])) {
    const item = follow(document, value)
    for (const [key, operation] of toEntries(item)) {
      if (!methods.has(key)) continue
      const method = key.replace(/^x-/, '').toUpperCase()
      operations.set(`${method} ${path.replaceAll(/\{[^}]*\}/g, '{}')}`, {
        name: `${method} ${path}`,
        source: document,
        operation: toObject(operation),
        shared: toList(item['parameters']),
      })
    }
  }
  return operations
}

function toRemoved(name: string, { operation }: PlacedOperation, now: number): DocumentChange {
  const sunset = Date.parse(String(operation['x-sunset']))
  if (sunset <= now)
    return { level: 'notice', operation: name, place: '', message: 'is gone, as was announced' }
  return { level: 'breaking', operation: name, place: '', message: 'is gone' }
}
