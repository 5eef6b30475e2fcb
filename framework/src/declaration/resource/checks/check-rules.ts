import type { DeclarationFault } from '../../../kernel/problem/declaration-error.ts'
import { isDuration } from '../../../kernel/values/duration.ts'
import type { Scalar } from '../../condition/condition.ts'
import type { RuleNode } from '../../policy/rule.ts'
import { InvalidValue } from '../../schema/kind.ts'
import { readJsonValue } from '../comparison.ts'
import type { Model } from '../model.ts'
import type { ResourceDefinition } from '../resource.ts'

/** Rules may look only at fields the resource has, in a way that fits them. */
export function checkRules(model: Model, { options, actions }: ResourceDefinition): DeclarationFault[] {
  return [
    ...Object.entries(model.access).flatMap(([verb, rule]) =>
      check(model, `${model.name}.access.${verb}`, rule),
    ),
    ...actions.flatMap(({ name, access, timeout }) => [
      ...(access === undefined ? [] : check(model, `${model.name}.actions.${name}.access`, access.node)),
      ...(timeout === undefined ? [] : checkDuration(`${model.name}.actions.${name}.timeout`, timeout)),
    ]),
    ...(model.summary === undefined
      ? []
      : check(model, `${model.name}.summary.access`, model.summary.access)),
    ...(options.visible === undefined
      ? []
      : checkOfField(model, `${model.name}.visible`, options.visible.node)),
    ...Object.entries(options.fields).flatMap(([name, { definition }]) => [
      ...(definition.visible === undefined
        ? []
        : checkOfField(model, `${model.name}.fields.${name}.visible`, definition.visible)),
      ...(definition.writable === undefined
        ? []
        : checkOfField(model, `${model.name}.fields.${name}.writable`, definition.writable)),
    ]),
  ]
}

function check(model: Model, path: string, rule: RuleNode): DeclarationFault[] {
  switch (rule.rule) {
    case 'anyOf':
    case 'allOf':
      return rule.of.flatMap((each) => check(model, path, each))
    case 'not':
      return check(model, path, rule.of)
    case 'related':
      return checkRelated(model, path, rule.relation, rule.of)
    case 'owner':
      return checkOwner(model, path, rule.field)
    case 'fresh':
      return checkDuration(path, rule.within)
    case 'equals':
      return checkValue(model, path, rule.field, rule.value)
    default:
      return []
  }
}

function checkRelated(model: Model, path: string, name: string, of: RuleNode): DeclarationFault[] {
  const relation = model.relations.get(name)
  if (relation !== undefined) return check(relation.target, path, of)
  const known = [...model.relations.keys()].join(', ')
  const remedy = known === '' ? 'declare the relation, or leave the rule out' : `name one of ${known}`
  return [{ path, message: `${name} is no relation of ${model.name}`, remedy }]
}

/** What is shown of a row, and what may be written to it, is decided where only the row is at hand. */
function checkOfField(model: Model, path: string, rule: RuleNode): DeclarationFault[] {
  if (!isRelated(rule)) return check(model, path, rule)
  const remedy = 'give rules about related rows to verbs, actions and summaries'
  return [{ path, message: 'looks at related rows, and fields go by their row alone', remedy }]
}

function isRelated(rule: RuleNode): boolean {
  switch (rule.rule) {
    case 'related':
      return true
    case 'anyOf':
    case 'allOf':
      return rule.of.some(isRelated)
    case 'not':
      return isRelated(rule.of)
    default:
      return false
  }
}

/** Rows are compared with the text they are kept as: `9.5` is never the value of a decimal, `9.50` may be. */
function checkValue(model: Model, path: string, field: string, value: Scalar): DeclarationFault[] {
  const property = model.properties.get(field)
  if (property === undefined) return [unknown(model, path, field)]
  const { definition, kind } = property
  const message = `${JSON.stringify(value)} is never the value of ${field}`
  if (!kind.operators.includes('eq'))
    return [{ path, message, remedy: `compare another field: ${definition.kind} has no equality` }]
  const kept = readJsonValue(value, property)
  if (kept === value) return []
  const remedy =
    kept instanceof InvalidValue
      ? 'compare with a value the field could have'
      : `write ${JSON.stringify(kept)}`
  return [{ path, message, remedy }]
}

function checkDuration(path: string, duration: string): DeclarationFault[] {
  if (isDuration(duration)) return []
  const remedy = "write a number and a unit, such as '15m' or '24h'"
  return [{ path, message: `${JSON.stringify(duration)} is not a duration`, remedy }]
}

function checkOwner(model: Model, path: string, field: string): DeclarationFault[] {
  const property = model.properties.get(field)
  if (property === undefined) return [unknown(model, path, field)]
  if (property.definition.kind === 'reference') return []
  return [{ path, message: `${field} names no owner`, remedy: 'name a reference or owner field' }]
}

function unknown(model: Model, path: string, field: string): DeclarationFault {
  const remedy = `name one of ${[...model.properties.keys()].join(', ')}`
  return { path, message: `${field} is no field`, remedy }
}
