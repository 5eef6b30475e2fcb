import { isUuid } from '../../../kernel/values/uuid-v7.ts'
import type { FieldDefinition } from '../field.ts'
import type { IdKind } from '../id.ts'
import { InvalidValue, equality, ordered, refuseParts, type Kind } from '../kind.ts'
import { integer } from './number.ts'

export const uuid: Kind = {
  column: 'uuid',
  operators: equality,
  sortable: true,
  toSchema: () => ({ type: 'string', format: 'uuid' }),
  normalize: (value) => String(value).toLowerCase(),
  parse: (text) => (isUuid(text) ? text.toLowerCase() : new InvalidValue('invalid_uuid', 'must be a UUID')),
}

/** The id of a row, of this resource or of another; whether that row exists is for the store to say. */
export const idKinds: Readonly<Record<IdKind, Kind>> = {
  uuid,
  integer: {
    ...integer,
    toSchema: () => ({ type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  },
  text: {
    column: 'text',
    operators: ordered,
    sortable: true,
    toSchema: () => ({ type: 'string', pattern: keyForm.source }),
    normalize: (value) => value,
    parse: (text) =>
      keyForm.test(text) ? text : new InvalidValue('invalid_key', 'must be 1 to 255 of A-Z a-z 0-9 . _ ~ -'),
  },
}

// The characters a path segment needs no escapes for (RFC 3986 section 2.3).
const keyForm = /^[A-Za-z0-9._~-]{1,255}$/

export const json: Kind = {
  column: 'json',
  operators: ['null'],
  sortable: false,
  toSchema: (definition) => definition.schema ?? {},
  normalize: (value) => findHuge(value) ?? value,
  parse: () => new InvalidValue('not_filterable', 'cannot be filtered'),
}

/** Numbers beyond every double, such as `1e400`: as JSON they would become null again. */
function findHuge(value: unknown): InvalidValue | undefined {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : new InvalidValue('too_large', 'must be a finite number')
  }
  if (typeof value !== 'object' || value === null) return undefined
  return refuseParts(Object.entries(value).map(([name, part]) => [name, findHuge(part)] as const))
}

/** The elements' own kinds come from outside: the table of kinds holds this one too. */
export const createListKind = (kindOf: (items: FieldDefinition) => Kind): Kind => ({
  column: 'json',
  operators: ['null'],
  sortable: false,
  toSchema(definition, direction) {
    const items = definition.items!
    return {
      type: 'array',
      items: kindOf(items).toSchema(items, direction),
      ...(definition.min !== undefined && { minItems: definition.min as number }),
      maxItems: (definition.max as number | undefined) ?? 100,
    }
  },
  normalize(value, definition) {
    const items = definition.items!
    const normalized = (value as readonly unknown[]).map((each) => kindOf(items).normalize(each, items))
    return refuseParts(normalized.map((each, index) => [String(index), each] as const)) ?? normalized
  },
  parse: () => new InvalidValue('not_filterable', 'cannot be filtered'),
})

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

export const bytes: Kind = {
  column: 'text',
  operators: ['null'],
  sortable: false,
  toSchema: (definition) => ({
    type: 'string',
    contentEncoding: 'base64',
    maxLength: Math.ceil(((definition.max as number | undefined) ?? 65_536) / 3) * 4,
  }),
  normalize: (value, definition) => {
    const max = (definition.max as number | undefined) ?? 65_536
    if (!base64.test(String(value)))
      return new InvalidValue('invalid_base64', 'must be base64 (RFC 4648 section 4)')
    return Buffer.byteLength(String(value), 'base64') > max
      ? new InvalidValue('too_long', `must be at most ${max} bytes`)
      : value
  },
  parse: () => new InvalidValue('not_filterable', 'cannot be filtered'),
}
