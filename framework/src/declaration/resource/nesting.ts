import type { Model, ModelRelation } from './model.ts'

/** Rows of one resource that stand below a row of another: `/stores/{storeId}/items`. */
export interface Nesting {
  readonly parent: Model
  /** The parent's relation; its name ends the address. */
  readonly relation: Extract<ModelRelation, { readonly kind: 'many' | 'links' }>
  /** The path parameter with the parent's id: the field of the child, or of the link, that names the parent. */
  readonly parameter: string
}

/** The address of a resource's own collection below the API's prefix: `/items`, or `/invoices/{invoiceId}/lines`. */
export function toCollectionPath({ name, home }: Model): string {
  return home === undefined ? `/${name}` : toNestedPath(home)
}

/** The address of a nested collection below the API's prefix. */
export function toNestedPath({ parent, parameter, relation }: Nesting): string {
  return `${toCollectionPath(parent)}/{${parameter}}/${relation.name}`
}

/** The rows that an address leads through, the nearest first: its own parent, the parent of that one, … */
export function toAncestry(nesting: Nesting | undefined): readonly Nesting[] {
  const ancestry: Nesting[] = []
  for (let next = nesting; next !== undefined; next = next.parent.home) ancestry.push(next)
  return ancestry
}

/** The name of the relation by which conditions look from a far row at the links to it: no field is named so. */
export const toLinksName = (through: Model, far: string): string => `${through.name}:${far}`
