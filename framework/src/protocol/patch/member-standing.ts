import type { Model } from '../../declaration/resource/model.ts'
import type { FieldDefinition } from '../../declaration/schema/field.ts'
import { oncePer } from '../../kernel/values/once-per.ts'
import type { Fault } from '../../kernel/problem/problem.ts'
import { toUnknown, type Operation } from './json-patch.ts'
import type { Pointer } from './json-pointer.ts'

/**
 * What a patch may do with a member: `open` ones anything; read-only ones may be tested and copied; what is never shown
 * may be written, and secrets and transient ones tested.
 */
export type Standing = 'open' | 'readOnly' | 'secret' | 'transient' | 'writeOnly'

/** The standing of each member of a resource, whoever asks; relations and what only the server keeps have none. */
export const standingsOf = oncePer((model: Model): ReadonlyMap<string, Standing> => {
  const standings = new Map<string, Standing>()
  for (const { name, definition } of model.properties.values()) {
    const standing = name === 'id' ? 'readOnly' : toStanding(definition)
    if (standing !== undefined) standings.set(name, standing)
  }
  for (const name of model.transient.keys()) standings.set(name, 'transient')
  for (const { name } of model.computed) standings.set(name, 'readOnly')
  return standings
})

function toStanding({ readOnly, writeOnly, kind }: FieldDefinition): Standing | undefined {
  if (!writeOnly) return readOnly ? 'readOnly' : 'open'
  if (readOnly) return undefined
  return kind === 'secret' ? 'secret' : 'writeOnly'
}

/** Whether a member is never shown, to anybody. */
export const isOpaque = (standing: Standing | undefined): boolean =>
  standing === 'secret' || standing === 'transient' || standing === 'writeOnly'

type StandingFor = (name: string) => Standing | undefined

/** Everything an operation's places are not good for, before any operation is applied. */
export function checkPlaces(operation: Operation, index: number, standingFor: StandingFor): Fault[] {
  const faults = [checkPath(operation, `/${index}/path`, standingFor)]
  if ('from' in operation) faults.push(checkFrom(operation.op, operation.from, `/${index}/from`, standingFor))
  return faults.filter((fault) => fault !== undefined)
}

function checkPath({ op, path }: Operation, at: string, standingFor: StandingFor): Fault | undefined {
  const [name] = path
  if (name === undefined) return op === 'test' ? undefined : wholeRow(at)
  const standing = standingFor(name)
  if (standing === undefined || (isOpaque(standing) && path.length > 1)) return toUnknown(at)
  if (standing === 'readOnly' && op !== 'test') return readOnly(at)
  return standing === 'writeOnly' && op === 'test' ? unshown(at) : undefined
}

function checkFrom(
  op: 'move' | 'copy',
  [name]: Pointer,
  at: string,
  standingFor: StandingFor,
): Fault | undefined {
  if (name === undefined) return op === 'copy' ? undefined : wholeRow(at)
  const standing = standingFor(name)
  if (standing === undefined) return toUnknown(at)
  if (isOpaque(standing)) return unshown(at)
  // What is moved is gone from where it was.
  return standing === 'readOnly' && op === 'move' ? readOnly(at) : undefined
}

const readOnly = (pointer: string): Fault => ({
  pointer,
  code: 'read_only',
  detail: 'is read-only and cannot be changed',
})

const unshown = (pointer: string): Fault => ({
  pointer,
  code: 'not_shown',
  detail: 'is never shown, and so can only be written',
})

const wholeRow = (pointer: string): Fault => ({
  pointer,
  code: 'whole_row',
  detail: 'must name a member; a whole row is replaced by PUT',
})
