import type { OpenApiObject } from '../openapi-object.ts'
import { compareSecurity } from './security-changes.ts'
import { compareSchemas, type PlacedChange } from './schema-changes.ts'
import { follow, toEntries, toList, toObject, type Source } from './source.ts'

/** An operation with the document it stands in, and the parameters its path has for all of its operations. */
export interface PlacedOperation {
  readonly source: Source
  readonly operation: OpenApiObject
  readonly shared: readonly unknown[]
}

/** What has changed between two states of an operation. */
export function compareOperations(old: PlacedOperation, current: PlacedOperation): PlacedChange[] {
  return [
    ...compareNames(old, current),
    ...compareSecurity(old, current),
    ...compareParameters(old, current),
    ...compareBodies(old, current),
    ...compareResponses(old, current),
  ]
}

/** Generated clients call their functions after it. */
function compareNames(old: PlacedOperation, current: PlacedOperation): PlacedChange[] {
  const [before, now] = [old.operation['operationId'], current.operation['operationId']]
  if (before === undefined || before === now) return []
  return [
    { level: 'notice', place: 'operationId', message: `is ${String(now)} instead of ${String(before)}` },
  ]
}

type Parameters = ReadonlyMap<string, OpenApiObject>

/** Those of the path are told by where they stand in it, so that they may be renamed. */
function parametersOf({ source, operation, shared }: PlacedOperation): Parameters {
  const parameters = new Map<string, OpenApiObject>()
  let inPath = 0
  for (const each of [...shared, ...toList(operation['parameters'])]) {
    const parameter = follow(source, each)
    const name = parameter['in'] === 'path' ? `${++inPath}` : String(parameter['name'])
    parameters.set(
      `${String(parameter['in'])} ${parameter['in'] === 'header' ? name.toLowerCase() : name}`,
      parameter,
    )
  }
  return parameters
}

function compareParameters(old: PlacedOperation, current: PlacedOperation): PlacedChange[] {
  const [before, now] = [parametersOf(old), parametersOf(current)]
  const added = [...now]
    .filter(([key, { required }]) => required === true && !before.has(key))
    .map(([, parameter]) => toBreaking(toPlace(parameter), 'is new and must be given'))
  const kept = [...before].flatMap(([key, parameter]): PlacedChange[] => {
    const counterpart = now.get(key)
    const place = toPlace(parameter)
    if (counterpart !== undefined)
      return compareParameter(
        { source: old.source, parameter },
        { source: current.source, parameter: counterpart },
      )
    // A header nobody looks at does no harm; a parameter nobody knows is refused.
    return [{ level: parameter['in'] === 'header' ? 'notice' : 'breaking', place, message: 'is gone' }]
  })
  return [...added, ...kept]
}

interface PlacedParameter {
  readonly source: Source
  readonly parameter: OpenApiObject
}

function compareParameter(old: PlacedParameter, current: PlacedParameter): PlacedChange[] {
  const place = toPlace(old.parameter)
  const isNewlyRequired = current.parameter['required'] === true && old.parameter['required'] !== true
  const isWritten = (name: string) => old.parameter[name] === current.parameter[name]
  return [
    ...(isNewlyRequired ? [toBreaking(place, 'must be given now')] : []),
    ...(isWritten('style') && isWritten('explode') ? [] : [toBreaking(place, 'is written in another way')]),
    ...compareSchemas(toSchema(old), toSchema(current), 'request', place),
  ]
}

/** The schema of a parameter's value, or of the JSON in it. */
function toSchema({ source, parameter }: PlacedParameter) {
  const [first] = Object.values(toObject(parameter['content']))
  return { source, schema: parameter['schema'] ?? toObject(first)['schema'] ?? {} }
}

const toPlace = ({ in: where, name }: OpenApiObject): string => `${String(where)} parameter ${String(name)}`

function compareBodies(old: PlacedOperation, current: PlacedOperation): PlacedChange[] {
  const [before, now] = [old, current].map(({ source, operation }) =>
    follow(source, operation['requestBody']),
  )
  const isNewlyRequired = now!['required'] === true && before!['required'] !== true
  return [
    ...(isNewlyRequired ? [toBreaking('request body', 'must be sent now')] : []),
    ...compareContent(
      { source: old.source, content: before!['content'] },
      { source: current.source, content: now!['content'] },
      'request',
      'request body',
    ),
  ]
}

interface PlacedContent {
  readonly source: Source
  readonly content: unknown
}

function compareContent(
  old: PlacedContent,
  current: PlacedContent,
  direction: 'request' | 'response',
  place: string,
): PlacedChange[] {
  const now = toObject(current.content)
  return toEntries(old.content).flatMap(([type, before]): PlacedChange[] => {
    if (!Object.hasOwn(now, type)) return [toBreaking(place, `can no longer be ${type}`)]
    return compareSchemas(
      { source: old.source, schema: toObject(before)['schema'] ?? {} },
      { source: current.source, schema: toObject(now[type])['schema'] ?? {} },
      direction,
      // What is not JSON says so.
      type === 'application/json' ? place : `${place} (${type})`,
    )
  })
}

function compareResponses(old: PlacedOperation, current: PlacedOperation): PlacedChange[] {
  const now = toObject(current.operation['responses'])
  return toEntries(old.operation['responses'])
    .filter(([status]) => /^[23]/.test(status))
    .flatMap(([status, value]): PlacedChange[] => {
      const place = `response ${status}`
      if (!Object.hasOwn(now, status)) return [toBreaking(place, 'is no longer given')]
      const [before, after] = [follow(old.source, value), follow(current.source, now[status])]
      const headers = toObject(after['headers'])
      const gone = Object.keys(toObject(before['headers'])).filter((name) => !Object.hasOwn(headers, name))
      return [
        ...gone.map((name) => toBreaking(`${place} header ${name}`, 'is gone')),
        ...compareContent(
          { source: old.source, content: before['content'] },
          { source: current.source, content: after['content'] },
          'response',
          place,
        ),
      ]
    })
}

const toBreaking = (place: string, message: string): PlacedChange => ({ level: 'breaking', place, message })
