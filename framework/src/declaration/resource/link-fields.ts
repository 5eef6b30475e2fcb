import { oncePer } from '../../kernel/values/once-per.ts'
import type { Fields } from '../schema/field.ts'
import type { ModelRelation } from './model.ts'

/** The relation of rows that are joined by links. */
export type LinksRelation = Extract<ModelRelation, { readonly kind: 'links' }>

/** What links of a relation hold besides the two ids. */
export const linkFieldsOf = oncePer(({ through, near, far }: LinksRelation): Fields => {
  const own = [...through.properties.values()].filter(
    ({ name, system }) => !system && name !== near && name !== far,
  )
  // A definition is all that readers of bodies and makers of schemas look at.
  return Object.fromEntries(own.map(({ name, definition }) => [name, { definition }])) as unknown as Fields
})

/** Whether links hold anything besides the two ids. */
export const hasLinkFields = (relation: LinksRelation): boolean =>
  Object.keys(linkFieldsOf(relation)).length > 0
