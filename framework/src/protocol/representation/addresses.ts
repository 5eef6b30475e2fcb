import type { Model, ModelRelation } from '../../declaration/resource/model.ts'
import { toCollectionPath } from '../../declaration/resource/nesting.ts'
import { verbsOf, type Verb, type VerbRoute } from '../../declaration/resource/verb.ts'
import { oncePer } from '../../kernel/values/once-per.ts'
import type { StoredRow } from '../query/finish-row.ts'

/** The relation by which a row names the row above it, where its addresses stand below that one's. */
export type ParentRelation = Extract<ModelRelation, { readonly kind: 'one' }>

/** Where the resources of an API stand, as paths from the root of its host: every link is made here. */
export class Addresses {
  readonly #prefix: string

  /** @param prefix what the paths of resources begin with, such as `/api/v1` */
  constructor(prefix: string) {
    this.#prefix = prefix
  }

  /** The collection of a resource; undefined where it has one for each row of another resource. */
  collectionOf(model: Model): string | undefined {
    return model.home === undefined ? this.#prefix + toCollectionPath(model) : undefined
  }

  /** The collection that a row is addressed below; undefined where a row above is not to be seen. */
  collectionAround(model: Model, row: StoredRow): string | undefined {
    const parent = findParent(model)
    if (parent === undefined) return this.collectionOf(model)
    const above = row[parent.name] as StoredRow | null | undefined
    const url = this.rowOf(parent.target, { ...above, id: row[parent.field] })
    return url === undefined ? undefined : `${url}/${model.home!.relation.name}`
  }

  /**
   * The address of a row.
   * @param row as a linked view reads it
   */
  rowOf(model: Model, row: StoredRow): string | undefined {
    const id = row['id'] as string | number | null | undefined
    const collection = this.collectionAround(model, row)
    if (collection === undefined || id === null || id === undefined) return undefined
    return `${collection}/${encodeURIComponent(id)}`
  }
}

/** How the rows of a resource name the row above them; undefined for most resources, which have addresses by themselves. */
export const findParent = oncePer((model: Model): ParentRelation | undefined => {
  const { home } = model
  if (home === undefined) return undefined
  return [...model.relations.values()].find(
    (each): each is ParentRelation => each.kind === 'one' && each.field === home.parameter,
  )
})

/** The verbs of a resource, looked up once. */
const routesOf = oncePer((model: Model): readonly VerbRoute[] => verbsOf(model))

/** The verb of a resource at its own address; undefined where nobody may use it. */
export const findVerb = (model: Model, verb: Verb): VerbRoute | undefined =>
  routesOf(model).find((route) => route.verb === verb && route.nesting === model.home)

/** The list of the rows that a row has in a relation; undefined where nobody may see it. */
export const findNestedList = ({ target, name, kind }: ModelRelation, parent: Model): VerbRoute | undefined =>
  kind === 'one'
    ? undefined
    : routesOf(target).find(
        ({ verb, nesting }) =>
          verb === 'list' && nesting?.parent === parent && nesting.relation.name === name,
      )

/** The actions of a resource that stand at its rows, or beside them all. */
export const actionsAt = (model: Model, on: VerbRoute['on']): readonly VerbRoute[] =>
  routesOf(model).filter((route) => route.verb === 'action' && route.on === on)
