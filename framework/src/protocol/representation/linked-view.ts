import { isAlways, isNever } from '../../declaration/condition/condition.ts'
import type { Model } from '../../declaration/resource/model.ts'
import type { Expansion, SelectedProperty, Selection } from '../../declaration/resource/query.ts'
import { oncePer } from '../../kernel/values/once-per.ts'
import type { Finish, FinishedMember, FinishedRelation } from '../query/finish-row.ts'
import type { View } from '../query/view.ts'
import { toRelatedScope, type Caller } from '../query/visibility.ts'
import { findParent, findVerb, type ParentRelation } from './addresses.ts'

/**
 * A view whose rows are read whole, so that links can be made from what is not shown: ids, references, and what rules
 * look at. Rows referred to, of which the caller may read only some, are asked for by their id: no link leads nowhere.
 * What is shown stays the same.
 */
export function toLinkedView(model: Model, view: View, caller: Caller): View {
  const { selection, finish } = toLinked(model, view, caller)
  return Object.freeze({ selection, finish, isDefault: view.isDefault })
}

interface Shown {
  readonly selection: Selection
  readonly finish: Finish | undefined
}

interface Linked extends Shown {
  readonly finish: Finish
}

function toLinked(model: Model, { selection, finish }: Shown, caller: Caller): Linked {
  const shown = selection.expansions.map((expansion) => {
    const finished = finish?.relations.find(({ name }) => name === expansion.relation.name)
    return toLinkedExpansion(expansion, finished, caller)
  })
  return {
    selection: {
      properties: wholeRowOf(model),
      expansions: [...shown.map(({ expansion }) => expansion), ...toProbes(model, selection, caller)],
      form: 'code',
    },
    finish: {
      members: finish?.members ?? selection.properties.map((selected) => toMember(model, selected)),
      relations: shown.map(({ finished }) => finished),
    },
  }
}

/** Everything but secrets: rules may look at write-only properties too. */
const wholeRowOf = oncePer(({ properties }: Model): readonly SelectedProperty[] =>
  [...properties.values()]
    .filter(({ definition }) => definition.kind !== 'secret')
    .map(({ name }) => ({ name })),
)

const toMember = ({ properties }: Model, { name, where }: SelectedProperty): FinishedMember => ({
  name,
  where,
  compute: undefined,
  asNumber: properties.get(name)?.definition.asNumber === true,
})

function toLinkedExpansion(
  expansion: Expansion,
  finished: FinishedRelation | undefined,
  caller: Caller,
): { readonly expansion: Expansion; readonly finished: FinishedRelation } {
  const { relation, otherwise } = expansion
  const { selection, finish } = toLinked(
    relation.target,
    { selection: expansion.selection, finish: finished?.finish },
    caller,
  )
  const mark = otherwise && markOf(relation.target)
  return {
    expansion: { ...expansion, selection },
    finished: { name: relation.name, where: finished?.where, finish, mark },
  }
}

/** The rows referred to that must be looked at before they can be linked; those embedded are there already. */
function toProbes(model: Model, { expansions }: Selection, caller: Caller): Expansion[] {
  const expanded = new Set(expansions.map(({ relation }) => relation.name))
  return [...model.relations.values()].flatMap((relation) =>
    relation.kind === 'one' && !expanded.has(relation.name) ? toProbe(relation, caller) : [],
  )
}

/** Whether the row may be read, where its rule is about the row, and where it stands, where that is below another row. */
function toProbe(relation: ParentRelation, caller: Caller): Expansion[] {
  const { target } = relation
  if (findVerb(target, 'read') === undefined) return []
  const where = toRelatedScope(relation, caller)
  const parent = findParent(target)
  if (isNever(where) || (isAlways(where) && parent === undefined)) return []
  const names = new Set(['id', markOf(target) ?? 'id', ...(parent === undefined ? [] : [parent.field])])
  const selection: Selection = {
    properties: [...names].map((name) => ({ name })),
    expansions: parent === undefined ? [] : toProbe(parent, caller),
    form: 'code',
  }
  return [{ relation, where, selection, sort: [], limit: 1 }]
}

/** A member that whole rows have and summaries lack, to tell them apart. */
const markOf = oncePer((model: Model): string | undefined => {
  const summary = new Set(model.summary?.fields)
  return wholeRowOf(model).find(({ name }) => !summary.has(name))?.name
})

/** Whether what a linked view has of a related row is the row itself, not its summary. */
export function isWhole(target: Model, related: unknown): boolean {
  const mark = markOf(target)
  return typeof related === 'object' && related !== null && mark !== undefined && mark in related
}
