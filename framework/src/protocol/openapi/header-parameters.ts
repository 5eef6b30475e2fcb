// Conditional requests (RFC 9110 section 13), the Idempotency-Key and preferences (RFC 7240) as header parameters.
import type { Model } from '../../declaration/resource/model.ts'
import { isOnMany } from '../../declaration/resource/many-verbs.ts'
import { isMinimizable, takesIdempotencyKey, type VerbRoute } from '../../declaration/resource/verb.ts'
import { longestKey } from '../retry/idempotency-key.ts'
import type { OpenApiObject } from './openapi-object.ts'

const conditions = {
  IfMatch: ['If-Match', 'Go on only if what is there still has one of these tags; else 412.'],
  IfNoneMatch: [
    'If-None-Match',
    'Go on only if what is there has none of these tags; else 304 for reads, 412 for writes.',
  ],
  IfModifiedSince: ['If-Modified-Since', 'Read only if the row was changed since; else 304.'],
  IfRange: ['If-Range', 'Heed Range only if the file still has this tag; else all of it is answered.'],
  Range: ['Range', 'Some bytes of the file, such as `bytes=0-999`.'],
  IfUnmodifiedSince: ['If-Unmodified-Since', 'Go on only if the row was not changed since; else 412.'],
} as const

/** The Parameter Objects of the request headers; `IfMatchRequired` is for resources that demand it. */
export const headerParameterComponents: Readonly<Record<string, OpenApiObject>> = {
  ...Object.fromEntries(
    Object.entries(conditions).map(([name, [header, words]]) => [name, toHeaderParameter(header, words)]),
  ),
  IfMatchRequired: {
    ...toHeaderParameter(
      'If-Match',
      'The tag of the row as last read (412 if it was changed since), or `*`.',
    ),
    required: true,
  },
  IdempotencyKey: toKeyParameter(false),
  IdempotencyKeyRequired: toKeyParameter(true),
  Prefer: {
    name: 'Prefer',
    in: 'header',
    description:
      '`handling=lenient` passes over parameters and members that nobody knows (RFC 7240). What is heeded stands in `Preference-Applied`.',
    required: false,
    schema: { type: 'string' },
    example: 'handling=lenient',
  },
  PreferOfWrite: {
    name: 'Prefer',
    in: 'header',
    description:
      '`return=minimal` leaves the row out of the answer, `handling=lenient` passes over parameters and members that nobody knows (RFC 7240). What is heeded stands in `Preference-Applied`.',
    required: false,
    schema: { type: 'string' },
    example: 'return=minimal',
  },
}

function toKeyParameter(required: boolean): OpenApiObject {
  const description =
    'Names what is to be done: tried again with the same key, it is done once, and answered as it was then.'
  return {
    name: 'Idempotency-Key',
    in: 'header',
    description,
    required,
    schema: { type: 'string', minLength: 1, maxLength: 2 * longestKey + 2 },
    example: '"8e03978e-40d5-43dd-bc93-6894a57f9324"',
  }
}

function toHeaderParameter(name: string, description: string): OpenApiObject {
  const isDate = name.endsWith('Since')
  if (name === 'Range')
    return {
      name,
      in: 'header',
      description,
      required: false,
      schema: { type: 'string' },
      example: 'bytes=0-999',
    }
  const example = isDate ? 'Sun, 01 Mar 2026 09:30:00 GMT' : '"1"'
  return { name, in: 'header', description, required: false, schema: { type: 'string' }, example }
}

/** The request headers a verb heeds. */
export function toHeaderParameters(route: VerbRoute, model: Model): OpenApiObject[] {
  const prefer = toReferences([isMinimizable(route) ? 'PreferOfWrite' : 'Prefer'])
  return [...toConditions(route, model), ...toKey(route, model), ...toSignUp(route), ...prefer]
}

/** Whom the rule lets make users needs none. */
function toSignUp({ signUp }: VerbRoute): OpenApiObject[] {
  if (signUp?.header === undefined) return []
  const { name, description, example } = signUp.header
  return [{ name, in: 'header', description, required: false, schema: { type: 'string' }, example }]
}

function toKey(route: VerbRoute, { idempotency }: Model): OpenApiObject[] {
  if (!takesIdempotencyKey(route)) return []
  return toReferences([idempotency === 'required' ? 'IdempotencyKeyRequired' : 'IdempotencyKey'])
}

function toConditions({ verb, on }: VerbRoute, { ifMatch, upsert }: Model): OpenApiObject[] {
  if (verb === 'readFile') return toReferences(['IfMatch', 'IfNoneMatch', 'Range', 'IfRange'])
  if (verb === 'writeFile' || verb === 'removeFile') return toReferences(['IfMatch', 'IfNoneMatch'])
  if (isOnMany({ verb }))
    return toReferences([ifMatch === 'required' ? 'IfMatchRequired' : 'IfMatch', 'IfNoneMatch'])
  if (on === 'collection' && verb !== 'upsert')
    return verb === 'list' ? toReferences(['IfMatch', 'IfNoneMatch']) : []
  // A PUT that makes rows may instead come with `If-None-Match: *`.
  const isDemanding =
    ['update', 'delete', 'putLink', 'deleteLink'].includes(verb) || (verb === 'replace' && !upsert)
  const names = [
    ifMatch === 'required' && isDemanding ? 'IfMatchRequired' : 'IfMatch',
    'IfNoneMatch',
    ...(verb === 'read' || verb === 'readLink' ? ['IfModifiedSince'] : []),
    'IfUnmodifiedSince',
  ]
  return toReferences(names)
}

const toReferences = (names: readonly string[]): OpenApiObject[] =>
  names.map((name) => ({ $ref: `#/components/parameters/${name}` }))
