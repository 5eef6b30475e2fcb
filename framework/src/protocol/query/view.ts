import { isAlways, isNever, type Condition } from '../../declaration/condition/condition.ts'
import type { Model, ModelRelation } from '../../declaration/resource/model.ts'
import type { Expansion, SelectedProperty, Selection } from '../../declaration/resource/query.ts'
import { oncePer } from '../../kernel/values/once-per.ts'
import type { Finish, FinishedMember, FinishedRelation } from './finish-row.ts'
import { membersOf, type Member } from './members.ts'
import { newestFirst } from './sort.ts'
import {
  toRelatedScope,
  toRelationVisibility,
  toSummaryScope,
  toVisibility,
  type Caller,
} from './visibility.ts'
import { everything, type Wanted } from './wanted.ts'

/**
 * How rows of a resource are shown to a caller. Where `finish` is undefined, the JSON of the store is what the client
 * sees. Else code has a part in it (computed properties): parse that JSON and pass every row through `finishRow`.
 */
export interface View {
  readonly selection: Selection
  readonly finish: Finish | undefined
  /** Neither `fields` nor `expand` was given. */
  readonly isDefault: boolean
}

/**
 * The view of a caller: every property that may be seen, or those wanted, and the related rows wanted. For the default
 * view of a resource whose visibility does not depend on the row, it is the same frozen object every time.
 */
export function createView(model: Model, caller: Caller, wanted: Wanted = everything): View {
  if (wanted !== everything) return buildView(model, caller, wanted)
  const { ruled, views } = defaultsOf(model)
  const key = ruled.length === 0 ? '' : toKey(ruled, caller)
  if (key === undefined) return buildView(model, caller, wanted)
  let view = views.get(key)
  if (view === undefined) views.set(key, (view = buildView(model, caller, wanted)))
  return view
}

/** The default views of a resource, one for each set of properties that some caller sees. */
interface Defaults {
  readonly ruled: readonly Member[]
  readonly views: Map<string, View>
}

const defaultsOf = oncePer((model: Model): Defaults => {
  const ruled = [...membersOf(model).values()].filter(({ definition }) => definition.visible !== undefined)
  return { ruled, views: new Map() }
})

/** One digit for each property with a rule; undefined when one of them depends on the row. */
function toKey(ruled: readonly Member[], caller: Caller): string | undefined {
  let key = ''
  for (const { definition } of ruled) {
    const condition = toVisibility(definition, caller)
    if (condition.kind !== 'constant') return undefined
    key += condition.value ? '1' : '0'
  }
  return key
}

interface ShownMember {
  readonly member: Member
  readonly where: Condition
}

interface ShownRelation {
  readonly expansion: Expansion
  readonly where: Condition
  readonly finish: Finish | undefined
}

function buildView(model: Model, caller: Caller, wanted: Wanted): View {
  const members = [...membersOf(model).values()]
    .filter(({ name }) => wanted.fields?.has(name) ?? true)
    .map((member) => ({ member, where: toVisibility(member.definition, caller) }))
    .filter(({ where }) => !isNever(where))
  const relations = [...model.relations.values()]
    .filter(({ name }) => wanted.relations.has(name))
    .map((relation) => buildRelation(model, relation, caller, wanted.relations.get(relation.name)!))
  const isDefault = wanted.fields === undefined && wanted.relations.size === 0
  const needsCode =
    members.some(({ member }) => member.computed !== undefined) ||
    relations.some(({ where }) => !isAlways(where))
  return Object.freeze({ ...(needsCode ? finishInCode : showAsStored)(model, members, relations), isDefault })
}

type Shown = Pick<View, 'selection' | 'finish'>
type Shower = (model: Model, members: readonly ShownMember[], relations: readonly ShownRelation[]) => Shown

/** The database makes the whole answer, or all but the finish of related rows. */
const showAsStored: Shower = (_model, members, relations) => {
  const properties = members.map(({ member: { name }, where }) =>
    isAlways(where) ? { name } : { name, where },
  )
  const needsFinish = relations.some(({ finish }) => finish !== undefined)
  return {
    selection: toSelection(properties, relations, 'wire'),
    finish: needsFinish ? { members: undefined, relations: relations.map(toFinishedRelation) } : undefined,
  }
}

/** Code needs the whole row, shown or not, to compute from it and to decide on it. */
const finishInCode: Shower = (model, members, relations) => ({
  selection: toSelection(storedPropertiesOf(model), relations, 'code'),
  finish: { members: members.map(toFinishedMember), relations: relations.map(toFinishedRelation) },
})

function toSelection(
  properties: readonly SelectedProperty[],
  relations: readonly ShownRelation[],
  form: Selection['form'],
): Selection {
  return Object.freeze({
    properties: Object.freeze(properties),
    expansions: Object.freeze(relations.map(({ expansion }) => expansion)),
    form,
  })
}

/** Everything but secrets: rules may look at write-only properties too. */
function storedPropertiesOf(model: Model): SelectedProperty[] {
  return [...model.properties.values()]
    .filter(({ definition }) => definition.kind !== 'secret')
    .map(({ name }) => ({ name }))
}

function toFinishedMember({ member, where }: ShownMember): FinishedMember {
  return {
    name: member.name,
    where: isAlways(where) ? undefined : where,
    compute: member.computed?.value,
    asNumber: member.definition.asNumber === true,
  }
}

function toFinishedRelation({ expansion, where, finish }: ShownRelation): FinishedRelation {
  return {
    name: expansion.relation.name,
    where: isAlways(where) ? undefined : where,
    finish,
    mark: expansion.otherwise && findMark(expansion, expansion.otherwise.selection),
  }
}

/** A name that only the whole row has, to tell it from its summary. */
function findMark({ selection }: Expansion, summary: Selection): string | undefined {
  const inSummary = new Set(summary.properties.map(({ name }) => name))
  const names = [
    ...selection.expansions.map(({ relation }) => relation.name),
    ...selection.properties.filter(({ where }) => where === undefined).map(({ name }) => name),
  ]
  return names.find((name) => !inSummary.has(name))
}

function buildRelation(model: Model, relation: ModelRelation, caller: Caller, wanted: Wanted): ShownRelation {
  const { target } = relation
  const { selection, finish } = createView(target, caller, toWanted(wanted))
  const isArray = relation.kind !== 'one'
  const { filter, sort = newestFirst, limit = target.limits.maxPageSize } = wanted.rows ?? {}
  const expansion: Expansion = Object.freeze({
    relation,
    where: toRelatedScope(relation, caller),
    selection,
    ...toOtherwise(target, caller, wanted),
    ...(filter !== undefined && { filter }),
    sort: isArray ? sort : [],
    limit: isArray ? limit : 1,
  })
  return { expansion, where: toRelationVisibility(model, relation, caller), finish }
}

/** Where nothing special is wanted of a row, its default view is the one kept. */
function toWanted(wanted: Wanted): Wanted {
  return wanted.fields === undefined && wanted.relations.size === 0 ? everything : wanted
}

/** What of a related row is shown to those who may not read the whole of it. */
function toOtherwise(target: Model, caller: Caller, wanted: Wanted): Pick<Expansion, 'otherwise'> {
  const where = toSummaryScope(target, caller)
  if (target.summary === undefined || isNever(where)) return {}
  const names = target.summary.fields.filter((name) => wanted.fields?.has(name) ?? true)
  const { selection } = createView(target, caller, { fields: new Set(names), relations: new Map() })
  // A summary has stored fields only, so that its rows need no finish.
  return { otherwise: Object.freeze({ where, selection }) }
}
