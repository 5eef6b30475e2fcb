import { isAlways, isNever, or, type Condition } from '../../declaration/condition/condition.ts'
import { matches } from '../../declaration/condition/matches.ts'
import { reduce } from '../../declaration/condition/reduce.ts'
import { toCondition, toConditionWhenFresh } from '../../declaration/policy/decide.ts'
import { hasGrantedScope } from '../../declaration/policy/principal.ts'
import type { Model, ModelRelation } from '../../declaration/resource/model.ts'
import { scopesOf, type VerbRoute } from '../../declaration/resource/verb.ts'
import { oncePer } from '../../kernel/values/once-per.ts'
import type { StoredRow } from '../query/finish-row.ts'
import { toRelatedScope, toRelationVisibility, type Caller } from '../query/visibility.ts'
import {
  actionsAt,
  findNestedList,
  findParent,
  findVerb,
  type Addresses,
  type ParentRelation,
} from './addresses.ts'
import { isWhole } from './linked-view.ts'
import { toSearchTemplate } from './search-template.ts'

/** Something a caller may do: its name, its address and what it is for. */
export interface ActionLink {
  readonly name: string
  readonly url: string
  readonly summary: string | undefined
}

/** The links one caller is given: none leads where this caller may not go. */
export class Links {
  readonly #addresses: Addresses
  readonly #caller: Caller
  // A caller's links stay the same from row to row.
  readonly #of = oncePer((model: Model) => this.#look(model))
  readonly #scopeOf = oncePer((parent: ParentRelation) => toRelatedScope(parent, this.#caller))

  constructor(addresses: Addresses, caller: Caller) {
    this.#addresses = addresses
    this.#caller = caller
  }

  /**
   * The URLs of a row and of the rows it is related to, by name.
   * @param row as a linked view reads it
   */
  ofRow(model: Model, row: StoredRow): Record<string, string> {
    const self = this.#selfOf(model, row)
    const links: Record<string, string> = self === undefined ? {} : { self }
    for (const each of this.#of(model).relations) {
      const url = this.#toRelationUrl(each, self, row)
      if (url !== undefined) links[each.relation.name] = url
    }
    return links
  }

  /**
   * What the caller may do with a row, as far as the row itself tells; a sign-in that is not recent enough is no
   * hindrance: the answer asks for another.
   */
  actionsOf(model: Model, row: StoredRow): readonly ActionLink[] {
    const self = this.#selfOf(model, row)
    if (self === undefined) return []
    return this.#of(model)
      .actions.filter(({ condition }) => isAlways(reduce(condition, row)))
      .map(({ route }) => toActionLink(self, route))
  }

  /**
   * What the caller may do with a resource as a whole.
   * @param collection its own, where it is known: it may have many. Default: the only one it has
   */
  actionsOfCollection(model: Model, collection = this.#addresses.collectionOf(model)): readonly ActionLink[] {
    if (collection === undefined) return []
    return this.#allowed(actionsAt(model, 'collection')).map(({ route }) => toActionLink(collection, route))
  }

  /** The collection that a row stands in, where the caller may list it. */
  collectionAround(model: Model, row: StoredRow): string | undefined {
    if (!this.#of(model).isListed || this.#selfOf(model, row) === undefined) return undefined
    return this.#addresses.collectionAround(model, row)
  }

  /** The URI template (RFC 6570) of a collection, with what this caller can search it by. */
  toSearch(model: Model, collection: string): string {
    return toSearchTemplate(collection, model, this.#caller)
  }

  /** Whether the caller may use a verb, for some rows at least. */
  mayUse(route: VerbRoute | undefined): boolean {
    return route !== undefined && this.#allowed([route]).length > 0
  }

  #look(model: Model): KnownLinks {
    const caller = this.#caller
    return {
      isReadable: this.mayUse(findVerb(model, 'read')),
      isListed: this.mayUse(findVerb(model, 'list')),
      relations: [...model.relations.values()]
        .map((relation) => ({
          relation,
          visible: toRelationVisibility(model, relation, caller),
          scope: toRelatedScope(relation, caller),
        }))
        .filter(({ relation, visible, scope }) => {
          const { kind, target } = relation
          const route = kind === 'one' ? findVerb(target, 'read') : findNestedList(relation, model)
          return this.mayUse(route) && !isNever(visible) && !isNever(scope)
        }),
      actions: this.#allowed(actionsAt(model, 'row')),
    }
  }

  /** The address of a row; undefined where the caller may not read it, or a row above it. */
  #selfOf(model: Model, row: StoredRow): string | undefined {
    if (!this.#of(model).isReadable || !this.#isBelowReadable(model, row)) return undefined
    return this.#addresses.rowOf(model, row)
  }

  #isBelowReadable(model: Model, row: StoredRow): boolean {
    const parent = findParent(model)
    return parent === undefined || this.#isReadable(parent, this.#scopeOf(parent), row)
  }

  /** Whether the row referred to may be read: where that is not certain, the view has looked. */
  #isReadable(relation: ParentRelation, scope: Condition, row: StoredRow): boolean {
    const { target, name } = relation
    if (isAlways(scope) && findParent(target) === undefined) return true
    const related = row[name]
    return isWhole(target, related) && this.#isBelowReadable(target, related as StoredRow)
  }

  #toRelationUrl({ relation, visible, scope }: KnownRelation, self: string | undefined, row: StoredRow) {
    if (!isAlways(visible) && !matches(visible, row)) return undefined
    if (relation.kind !== 'one') return self && `${self}/${relation.name}`
    const id = row[relation.field]
    if (id === null || !this.#isReadable(relation, scope, row)) return undefined
    return this.#addresses.rowOf(relation.target, { ...(row[relation.name] as StoredRow | undefined), id })
  }

  #allowed(routes: readonly VerbRoute[]): Allowed[] {
    const { principal, now } = this.#caller
    return routes
      .filter(
        (route) =>
          principal.kind === 'anonymous' ||
          scopesOf(route).every((scope) => hasGrantedScope(principal, scope)),
      )
      .map((route) => ({
        route,
        condition: or(
          toCondition(route.rule, principal, now),
          toConditionWhenFresh(route.rule, principal, now),
        ),
      }))
      .filter(({ condition }) => !isNever(condition))
  }
}

interface Allowed {
  readonly route: VerbRoute
  readonly condition: Condition
}

interface KnownRelation {
  readonly relation: ModelRelation
  readonly visible: Condition
  readonly scope: Condition
}

/** What holds for every row of a resource that one caller is shown. */
interface KnownLinks {
  readonly isReadable: boolean
  readonly isListed: boolean
  readonly relations: readonly KnownRelation[]
  readonly actions: readonly Allowed[]
}

const toActionLink = (parent: string, { action }: VerbRoute): ActionLink => ({
  name: action!.name,
  url: `${parent}/${action!.name}`,
  summary: action!.summary,
})
