import { oncePer } from '../../kernel/values/once-per.ts'
import { always, and, isNever, or, some, type Condition } from '../../declaration/condition/condition.ts'
import type { Operator } from '../../declaration/condition/condition.ts'
import type { Model, ModelRelation, Property } from '../../declaration/resource/model.ts'
import {
  toRelatedScope,
  toRelatedVisibility,
  toRelationVisibility,
  toSummaryScope,
  toVisibility,
  type Caller,
} from './visibility.ts'

/** Something a resource may be filtered by: a property, or one of related rows. */
export interface FilterField {
  /** As it stands in the query: `price`, `owner.username`. */
  readonly name: string
  readonly property: Property
  readonly relation: ModelRelation | undefined
}

/** A filter field with an operator, as `price[gte]` names it. */
export interface FilterParameter {
  readonly field: FilterField
  readonly operator: Operator
}

/** A relation by whose rows a resource may be filtered. */
export interface FilterRelation {
  readonly relation: ModelRelation
  /** By the names they have in the related rows. */
  readonly fields: ReadonlyMap<string, FilterField>
}

/** The filters of one resource: its fields, its relations, and every parameter that they make, by name. */
export interface Filters {
  readonly relations: ReadonlyMap<string, FilterRelation>
  readonly fields: ReadonlyMap<string, FilterField>
  readonly parameters: ReadonlyMap<string, FilterParameter>
}

/** The filters of a resource, compiled once. */
export const filtersOf = oncePer((model: Model): Filters => {
  const fields = new Map<string, FilterField>()
  const parameters = new Map<string, FilterParameter>()
  for (const name of model.filter) {
    const field = findFilterField(model, name)
    if (field === undefined) continue
    fields.set(name, field)
    if (field.property.kind.operators.includes('eq')) parameters.set(name, { field, operator: 'eq' })
    for (const operator of field.property.kind.operators)
      parameters.set(`${name}[${operator}]`, { field, operator })
  }
  return { fields, relations: groupByRelation(fields.values()), parameters }
})

function groupByRelation(fields: Iterable<FilterField>): ReadonlyMap<string, FilterRelation> {
  const relations = new Map<string, { relation: ModelRelation; fields: Map<string, FilterField> }>()
  for (const field of fields) {
    const { relation, property } = field
    if (relation === undefined) continue
    const known = relations.get(relation.name) ?? { relation, fields: new Map() }
    relations.set(relation.name, known)
    known.fields.set(property.name, field)
  }
  return relations
}

function findFilterField(model: Model, name: string): FilterField | undefined {
  const own = model.properties.get(name)
  if (own !== undefined) return { name, property: own, relation: undefined }
  const [first = '', second = ''] = name.split('.')
  const relation = model.relations.get(first)
  const property = relation?.target.properties.get(second)
  return property && { name, property, relation }
}

/**
 * Where the caller may look at a filter field: `row` is about the row itself, `related` about the related ones.
 * Undefined when it is nowhere, so that the field is as if undeclared.
 */
export interface Reach {
  readonly row: Condition
  readonly related: Condition
}

const everywhere: Reach = Object.freeze({ row: always, related: always })

export function findReach(model: Model, field: FilterField, caller: Caller): Reach | undefined {
  const { property, relation } = field
  if (relation === undefined) {
    if (property.definition.visible === undefined) return everywhere
    return toReach(toVisibility(property.definition, caller), always)
  }
  return toReach(
    toRelationVisibility(model, relation, caller),
    toRelatedVisibility(relation, property.name, caller),
  )
}

/** Where the caller may look at the rows of a relation at all: those that they may read, or see a summary of. */
export function findRelationReach(model: Model, relation: ModelRelation, caller: Caller): Reach | undefined {
  const known = or(toRelatedScope(relation, caller), toSummaryScope(relation.target, caller))
  return toReach(toRelationVisibility(model, relation, caller), known)
}

function toReach(row: Condition, related: Condition): Reach | undefined {
  return isNever(row) || isNever(related) ? undefined : { row, related }
}

/** A comparison that holds only where the caller may look at what it compares: a filter reveals nothing. */
export function restrict({ relation }: FilterField, reach: Reach, comparison: Condition): Condition {
  if (reach === everywhere) return comparison
  const inner = and(comparison, reach.related)
  return and(reach.row, relation === undefined ? inner : some(relation.name, inner))
}
