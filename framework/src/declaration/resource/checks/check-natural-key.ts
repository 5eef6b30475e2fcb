import type { DeclarationFault } from '../../../kernel/problem/declaration-error.ts'
import { isListParameter } from '../list-parameters.ts'
import type { Model } from '../model.ts'

/** Fields that name a row must be unique together, and be what clients can send, see and compare. */
export function checkNaturalKey(model: Model): DeclarationFault[] {
  const { name, naturalKey } = model
  if (naturalKey === undefined) return []
  const path = `${name}.upsert`
  const faults = naturalKey.flatMap((field, index) => checkMember(model, field, `${path}[${index}]`))
  if (faults.length > 0 || isUnique(model, naturalKey)) return faults
  const fields = naturalKey.map((field) => `'${field}'`).join(', ')
  const remedy =
    naturalKey.length === 1
      ? `add .unique() to ${naturalKey[0]}`
      : naturalKey.length === 0
        ? 'write true, or name the fields that name a row'
        : `declare unique: [[${fields}]]`
  return [{ path, message: 'does not name one row', remedy }]
}

function isUnique({ unique, properties }: Model, key: readonly string[]): boolean {
  const [first = ''] = key
  if (key.length === 1 && properties.get(first)?.definition.unique === true) return true
  const isSame = (group: readonly string[]) =>
    group.length === key.length && group.every((field) => key.includes(field))
  return new Set(key).size === key.length && unique.some(isSame)
}

function checkMember({ properties }: Model, field: string, path: string): DeclarationFault[] {
  const property = properties.get(field)
  if (property === undefined || property.system) {
    const names = [...properties.values()].filter(({ system }) => !system).map(({ name }) => name)
    return [{ path, message: `${field} is no field`, remedy: `name one of ${names.join(', ')}` }]
  }
  const { definition, kind } = property
  const refuse = (message: string, remedy: string) => [{ path, message: `${field} ${message}`, remedy }]
  if (isListParameter(field)) return refuse('is a parameter of every collection', 'rename the field')
  if (!kind.operators.includes('eq') || definition.writeOnly)
    return refuse('cannot be compared', 'name other fields')
  if (definition.readOnly) return refuse('is not for clients to write', 'name other fields')
  if (definition.visible !== undefined && definition.visible.rule !== 'anyone')
    return refuse('is not for everyone to see', 'name other fields, or show it to everyone')
  if (definition.optional) return refuse('may have no value', 'remove .optional()')
  return []
}
