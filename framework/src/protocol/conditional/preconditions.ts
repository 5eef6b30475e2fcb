// Conditional requests (RFC 9110 section 13).
import { PreconditionFailed, PreconditionRequired } from '../../kernel/problem/catalogue.ts'
import type { Problem } from '../../kernel/problem/problem.ts'
import type { HttpRequest } from '../message/message.ts'
import { parseEntityTags, toEntityTag, toVersion, type EntityTag, type EntityTags } from './entity-tag.ts'
import { parseHttpDate } from './http-date.ts'

/** The conditions a request carries; the times are milliseconds since 1970. */
export interface Preconditions {
  readonly ifMatch?: EntityTags
  readonly ifNoneMatch?: EntityTags
  /** Only where there is no If-Match. */
  readonly ifUnmodifiedSince?: number
  /** Only where there is no If-None-Match. */
  readonly ifModifiedSince?: number
}

/** Of a request without any condition. */
export const unconditional: Preconditions = Object.freeze({})

/**
 * Reads If-Match, If-None-Match, If-Unmodified-Since and If-Modified-Since. Malformed entity tags throw INVALID_HEADER
 * (400); dates that are none are ignored, as are dates beside tags.
 * @param now milliseconds since 1970
 */
export function parsePreconditions(headers: HttpRequest['headers'], now: number): Preconditions {
  const match = headers['if-match']
  const noneMatch = headers['if-none-match']
  const unmodified = headers['if-unmodified-since']
  const modified = headers['if-modified-since']
  if ((match ?? noneMatch ?? unmodified ?? modified) === undefined) return unconditional
  return {
    ...(match === undefined
      ? toDate('ifUnmodifiedSince', unmodified, now)
      : { ifMatch: parseEntityTags('If-Match', join(match)) }),
    ...(noneMatch === undefined
      ? toDate('ifModifiedSince', modified, now)
      : { ifNoneMatch: parseEntityTags('If-None-Match', join(noneMatch)) }),
  }
}

const join = (value: string | readonly string[]): string =>
  typeof value === 'string' ? value : value.join(', ')

function toDate(
  name: 'ifUnmodifiedSince' | 'ifModifiedSince',
  value: string | readonly string[] | undefined,
  now: number,
): Preconditions {
  const date = value === undefined ? undefined : parseHttpDate(join(value), now)
  return date === undefined ? unconditional : { [name]: date }
}

/**
 * The version of the row that the client has, where that alone decides whether it gets a 304: one tag, of the version
 * and nothing else.
 */
export function knownVersion({ ifNoneMatch, ifUnmodifiedSince }: Preconditions): number | undefined {
  if (ifNoneMatch === undefined || ifNoneMatch === '*' || ifNoneMatch.length !== 1) return undefined
  if (ifUnmodifiedSince !== undefined) return undefined
  const [tag] = ifNoneMatch
  const version = toVersion(tag!)
  return version !== undefined && toEntityTag(version) === `"${tag!.opaque}"` ? version : undefined
}

/** What a request meets: the row as it stands now, if it does. */
export interface CurrentState {
  readonly method: string
  /** Version of the row; undefined: there is no row. */
  readonly version: number | undefined
  /** Whether something is there that has no version: a collection. Default: false. */
  readonly isUnversioned?: boolean
  /** Entity tag of the representation a GET would answer with. Default: that of the version alone. */
  readonly tag?: string
  /** When the row was last changed, in milliseconds since 1970; absent: not known. */
  readonly lastModified?: number
}

/** Whether a request goes on, is answered with 304, or is refused with PRECONDITION_FAILED (412). */
export type Evaluation = 'proceed' | 'notModified' | Problem

/** Evaluates the conditions in the order of RFC 9110 section 13.2.2. */
export function evaluatePreconditions(preconditions: Preconditions, state: CurrentState): Evaluation {
  if (preconditions === unconditional) return 'proceed'
  const failed = findFailure(preconditions, state)
  if (failed !== undefined) return toProblem(failed)
  const isRead = state.method === 'GET' || state.method === 'HEAD'
  const { ifNoneMatch, ifModifiedSince } = preconditions
  if (ifNoneMatch !== undefined) {
    if (!(isRead ? matchesTag(ifNoneMatch, state) : matchesVersion(ifNoneMatch, state, false)))
      return 'proceed'
    return isRead ? 'notModified' : toProblem('If-None-Match')
  }
  return isRead && isUnmodified(ifModifiedSince, state) ? 'notModified' : 'proceed'
}

/** Evaluates the conditions of reading something that has a tag, but no version: a collection. */
export function evaluateTag({ ifMatch, ifNoneMatch }: Preconditions, current: string): Evaluation {
  const names = ({ opaque }: EntityTag) => `"${opaque}"` === current
  if (ifMatch !== undefined && ifMatch !== '*' && !ifMatch.filter(isStrong).some(names))
    return toProblem('If-Match')
  if (ifNoneMatch === undefined) return 'proceed'
  return ifNoneMatch === '*' || ifNoneMatch.some(names) ? 'notModified' : 'proceed'
}

function findFailure({ ifMatch, ifUnmodifiedSince }: Preconditions, state: CurrentState): string | undefined {
  if (ifMatch !== undefined) return matchesVersion(ifMatch, state, true) ? undefined : 'If-Match'
  const isChanged = isUnmodified(ifUnmodifiedSince, state) === false
  return isChanged ? 'If-Unmodified-Since' : undefined
}

/** Whether a tag of any representation of the row names its version. */
function matchesVersion(
  tags: EntityTags,
  { version, isUnversioned = false }: CurrentState,
  isStrong: boolean,
): boolean {
  if (version === undefined) return isUnversioned && tags === '*'
  return tags === '*' || tags.some((tag) => !(isStrong && tag.weak) && toVersion(tag) === version)
}

/** Whether a tag is that of the very representation (weak comparison, RFC 9110 section 8.8.3.2). */
function matchesTag(tags: EntityTags, { version, tag }: CurrentState): boolean {
  if (version === undefined) return false
  const current = tag ?? toEntityTag(version)
  return tags === '*' || tags.some(({ opaque }) => `"${opaque}"` === current)
}

/** Whether the row has not changed since a date; undefined when that cannot be said. */
function isUnmodified(
  since: number | undefined,
  { version, lastModified }: CurrentState,
): boolean | undefined {
  if (since === undefined || version === undefined || lastModified === undefined) return undefined
  // HTTP dates have no milliseconds.
  return Math.floor(lastModified / 1000) * 1000 <= since
}

function toProblem(header: string): Problem {
  const detail = 'does not hold for what is there now'
  return new PreconditionFailed({ errors: [{ header, code: 'precondition_failed', detail }] })
}

/**
 * Which versions an UPDATE or DELETE may meet: `'any'` existing one, or one of a list, which is empty when no tag was
 * made here. Undefined when the request has no If-Match.
 */
export function expectedVersions({ ifMatch }: Preconditions): 'any' | readonly number[] | undefined {
  if (ifMatch === undefined) return undefined
  return ifMatch === '*' ? 'any' : ifMatch.filter(isStrong).flatMap((tag) => toVersion(tag) ?? [])
}

const isStrong = ({ weak }: EntityTag): boolean => !weak

/**
 * Throws PRECONDITION_REQUIRED (428, RFC 6585) where a resource demands If-Match and a write comes without; one that
 * may only create (`If-None-Match: *`) cannot overwrite anything either.
 */
export function demandCondition(policy: 'optional' | 'required', preconditions: Preconditions): void {
  if (policy === 'optional' || preconditions.ifMatch !== undefined || preconditions.ifNoneMatch === '*')
    return
  throw new PreconditionRequired({
    errors: [
      { header: 'If-Match', code: 'required', detail: 'must carry the ETag of the row as it was read' },
    ],
  })
}
