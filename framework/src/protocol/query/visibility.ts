import { always, and, isNever, never, or, type Condition } from '../../declaration/condition/condition.ts'
import { toCondition } from '../../declaration/policy/decide.ts'
import { hasGrantedScope, type Principal } from '../../declaration/policy/principal.ts'
import type { Model, ModelRelation } from '../../declaration/resource/model.ts'
import type { FieldDefinition } from '../../declaration/schema/field.ts'

/** Who asks, and when: rules need both. */
export interface Caller {
  readonly principal: Principal
  /** Milliseconds since 1970. */
  readonly now: number
  /** Whether parameters nobody knows are passed over. Default: false. */
  readonly isLenient?: boolean
}

/** For which rows the caller may see a property. */
export function toVisibility(definition: FieldDefinition, { principal, now }: Caller): Condition {
  if (definition.writeOnly) return never
  return definition.visible === undefined ? always : toCondition(definition.visible, principal, now)
}

/** For which rows the caller may see what a relation leads to: for a reference, where its field may be seen. */
export function toRelationVisibility(model: Model, relation: ModelRelation, caller: Caller): Condition {
  return relation.kind === 'one'
    ? toVisibility(model.properties.get(relation.field)!.definition, caller)
    : always
}

/**
 * Which rows at the other end of a relation the caller may read as a whole: what reading them there would show, the
 * scope of the credential included; for several rows at once the rule of lists holds too, and where they name the row,
 * that must be seen in them.
 */
export function toRelatedScope(relation: ModelRelation, caller: Caller): Condition {
  const { kind, target } = relation
  const { principal, now } = caller
  if (!hasGrantedScope(principal, `${target.name}:read`)) return never
  const read = toCondition(target.access.read, principal, now)
  if (kind === 'one') return read
  const listed =
    target.access.list === target.access.read
      ? read
      : and(read, toCondition(target.access.list, principal, now))
  if (kind === 'links') return listed
  return relation.visible === undefined ? listed : and(listed, toCondition(relation.visible, principal, now))
}

/** Of which rows of a resource the caller may see the summary. */
export function toSummaryScope({ summary }: Model, { principal, now }: Caller): Condition {
  return summary === undefined ? never : toCondition(summary.access, principal, now)
}

/** Where a related row's property may be looked at: where it may be read, or stands in a summary that may. */
export function toRelatedVisibility(relation: ModelRelation, name: string, caller: Caller): Condition {
  const { target } = relation
  const visible = toVisibility(target.properties.get(name)!.definition, caller)
  if (isNever(visible)) return never
  const inSummary = target.summary?.fields.includes(name) === true
  const summary = inSummary ? toSummaryScope(target, caller) : never
  return and(visible, or(toRelatedScope(relation, caller), summary))
}
