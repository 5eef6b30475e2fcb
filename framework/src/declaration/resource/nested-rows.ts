import { oncePer } from '../../kernel/values/once-per.ts'
import type { Model, ModelRelation } from './model.ts'

/** Most rows of one relation that a body may write with the row they belong to. */
export const mostNested = 100

/** The relation of rows that refer to a row. */
export type ManyRelation = Extract<ModelRelation, { readonly kind: 'many' }>

/** The relations whose rows may be written with the row they belong to. */
export const nestedRowsOf = oncePer((model: Model): readonly ManyRelation[] =>
  [...model.relations.values()].filter(
    (relation): relation is ManyRelation => relation.kind === 'many' && relation.nested === true,
  ),
)
