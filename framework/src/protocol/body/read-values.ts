import { defaultOf, fillDefaults } from '../../declaration/resource/defaults.ts'
import { anonymous, type Principal } from '../../declaration/policy/principal.ts'
import type { Model, Property } from '../../declaration/resource/model.ts'
import { kindOf } from '../../declaration/schema/kinds.ts'
import {
  isRequired,
  toCreateSchema,
  toPlaceSchema,
  toReplaceSchema,
  toUpdateSchema,
} from '../../declaration/resource/resource-schema.ts'
import { InvalidValue } from '../../declaration/schema/kind.ts'
import { isSameFile, UploadedFile } from '../../declaration/schema/kinds/file.ts'
import { ValidationFailed } from '../../kernel/problem/catalogue.ts'
import type { Fault } from '../../kernel/problem/problem.ts'
import { createValidator } from './validator.ts'
import { toValueFaults } from './value-faults.ts'
import { isObject } from '../../kernel/values/json-object.ts'
import { toPointerToken } from '../../kernel/values/pointer-token.ts'

/**
 * How a body becomes values: every member of a new row, of one that a PUT makes at an id, of a replaced one, or only
 * what is to change.
 */
export type WriteMode = 'create' | 'place' | 'replace' | 'update'

/** Values by property name, in the form code sees them; only what is to be written. */
export type Values = Readonly<Record<string, unknown>>

/** A row before the change, in the form code sees it, as far as the caller sees it; of one to be placed, its id. */
export type CurrentRow = Readonly<Record<string, unknown>>

/** Turns a decoded body of a caller's into values, or throws one 422 problem naming every fault. */
export type ValuesReader = (body: unknown, current: CurrentRow | undefined, principal?: Principal) => Values

const schemas = {
  create: toCreateSchema,
  place: toPlaceSchema,
  replace: toReplaceSchema,
  update: toUpdateSchema,
}

/** Compiles the reader of one resource's bodies. */
export function createValuesReader(model: Model, mode: WriteMode): ValuesReader {
  const validate = createValidator(schemas[mode](model))
  const properties = new Map([...model.properties, ...model.transient, ...computedOf(model)])
  return (body, current, principal = anonymous) => {
    const faults = validate(body).map((fault) => toMemberFault(fault, properties))
    if (!isObject(body)) throw new ValidationFailed({ errors: faults })
    const values = readMembers(body, properties, current, faults)
    if (mode === 'replace') faults.push(...findMissing(model, body, current!))
    if (faults.length > 0) throw new ValidationFailed({ errors: faults })
    if (mode === 'update') return values
    return mode === 'replace'
      ? fillReplaced(values, model, current!, principal)
      : fillDefaults(model, values, principal)
  }
}

/** Computed properties may be sent back like all that is read-only. */
function computedOf({ computed }: Model): (readonly [string, Property])[] {
  return computed.map(({ name, field }) => {
    const definition = { ...field.definition, readOnly: true }
    return [name, { name, definition, kind: kindOf(definition), system: false }]
  })
}

/** What the schema refuses as unknown may be known, and only not the client's to write. */
function toMemberFault(fault: Fault, properties: ReadonlyMap<string, Property>): Fault {
  const name = fault.pointer?.slice(1)
  const isOurs = name !== undefined && properties.get(name)?.definition.readOnly === true
  return isOurs && refusals.has(fault.code) ? readOnlyFault(name, 'is read-only and cannot be sent') : fault
}

const refusals = new Set(['unknown_member', 'invalid'])

const readOnlyFault = (name: string, detail: string): Fault => ({
  pointer: `/${name}`,
  code: 'read_only',
  detail,
})

function readMembers(
  body: Readonly<Record<string, unknown>>,
  properties: ReadonlyMap<string, Property>,
  current: CurrentRow | undefined,
  faults: Fault[],
): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  const refused = new Set(faults.map(({ pointer }) => pointer?.split('/')[1]))
  for (const [name, sent] of Object.entries(body)) {
    const property = properties.get(name)
    if (property === undefined || refused.has(toPointerToken(name))) continue
    const value = sent === null ? null : property.kind.normalize(sent, property.definition)
    if (value instanceof InvalidValue) faults.push(...toValueFaults(`/${name}`, value))
    else if (isKept(property, current)) checkUnchanged(property, value, current!, faults)
    else if (isShownFile(property, value)) keepFile(property, value, current, values, faults)
    else values[name] = value
  }
  return values
}

// Only a row that exists has members to be sent back unchanged: the schema of a new one refuses all but its id.
const isKept = ({ name, definition }: Property, current: CurrentRow | undefined): boolean =>
  (definition.readOnly || name === 'id') && current !== undefined

function checkUnchanged(property: Property, value: unknown, current: CurrentRow, faults: Fault[]): void {
  const { name, kind, definition } = property
  const kept = current[name] ?? null
  if (isSame(value, kept) || isSame(value, kind.normalize(kept, definition))) return
  faults.push(readOnlyFault(name, 'is read-only and cannot be changed'))
}

// A file comes as what was uploaded; as an object it can only be the one that is there already.
const isShownFile = ({ definition }: Property, value: unknown): boolean =>
  definition.kind === 'file' && value !== null && !(value instanceof UploadedFile)

function keepFile(
  { name }: Property,
  value: unknown,
  current: CurrentRow | undefined,
  values: Record<string, unknown>,
  faults: Fault[],
): void {
  if (isSameFile(value, current?.[name])) values[name] = current![name]
  else faults.push({ pointer: `/${name}`, code: 'not_uploaded', detail: 'must be uploaded as a file' })
}

const isSame = (left: unknown, right: unknown): boolean =>
  left === right || JSON.stringify(left) === JSON.stringify(right)

/** Members that must be given by callers who see them, and only by them. */
function findMissing(model: Model, body: CurrentRow, current: CurrentRow): Fault[] {
  return [...model.properties.values()]
    .filter(({ definition }) => definition.visible !== undefined && isRequired(definition))
    .filter(({ name, definition }) => !definition.writeOnly && name in current && !(name in body))
    .map(({ name }) => ({ pointer: `/${name}`, code: 'required', detail: 'must be given' }))
}

/** A replaced row takes the defaults of what was left out, but keeps what is not shown or not a client's to write. */
function fillReplaced(
  values: Record<string, unknown>,
  model: Model,
  current: CurrentRow,
  principal: Principal,
): Values {
  for (const { name, definition, system } of model.properties.values()) {
    const keepsValue = system || definition.readOnly || definition.writeOnly || !(name in current)
    if (!keepsValue && !(name in values)) values[name] = defaultOf(name, definition, principal)
  }
  return values
}
