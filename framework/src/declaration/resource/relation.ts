import type { Rule } from '../policy/rule.ts'
import type { Fields } from '../schema/field.ts'

/** Rows of another resource that refer to this one. */
export interface HasMany<
  Target extends string = string,
  Field extends string = string,
  Nested extends boolean = boolean,
> {
  readonly relation: 'hasMany'
  readonly target: Target
  /** The reference field of the other resource. */
  readonly field: Field
  /** Who sees which rows belong to this one. */
  readonly visible: Rule | undefined
  /** Whether they may be written together with this row. */
  readonly nested: Nested
}

/** Rows of another resource joined by link rows, which may have fields of their own. */
export interface ManyToMany<Target extends string = string> {
  readonly relation: 'manyToMany'
  readonly target: Target
  /** Name of the table of links; both sides name the same one. */
  readonly through: string
  readonly fields: Fields
  /** What becomes of links whose other row is deleted. */
  readonly onDelete: 'cascade' | 'restrict'
  /** Fields in which linked rows are equal. */
  readonly matching: readonly string[]
}

export type Relation = HasMany | ManyToMany
export type Relations = Readonly<Record<string, Relation>>

/**
 * The rows of another resource that refer to this one: `items: hasMany('items', 'storeId')`.
 * @param target name of the other resource
 * @param field its reference field
 * @param options.visible who sees which rows belong to this one, in expansions, filters and below its address. Default:
 *   who sees the reference field
 * @param options.nested whether bodies of this resource may hold rows of the other one, written in the same
 *   transaction: at most 100. Default: false
 */
export function hasMany<
  const Target extends string,
  const Field extends string,
  const Nested extends boolean = false,
>(
  target: Target,
  field: Field,
  options: { readonly visible?: Rule; readonly nested?: Nested } = {},
): HasMany<Target, Field, Nested> {
  const nested = (options.nested ?? false) as Nested
  return Object.freeze({ relation: 'hasMany', target, field, visible: options.visible, nested })
}

/**
 * Rows of another resource joined by links: `tags: manyToMany('tags', { through: 'itemsTags' })`.
 * @param options.through name of the table of links, the same on both sides
 * @param options.fields what a link itself holds
 * @param options.onDelete what the deletion of a row at the other end does: `'cascade'` (default) removes its links,
 *   `'restrict'` is refused while there are any (409, REFERENCE_IN_USE)
 * @param options.matching fields of both resources in which linked rows must be equal: `['storeId']`. Default: none
 */
export function manyToMany<const Target extends string>(
  target: Target,
  options: {
    readonly through: string
    readonly fields?: Fields
    readonly onDelete?: 'cascade' | 'restrict'
    readonly matching?: readonly string[]
  },
): ManyToMany<Target> {
  return Object.freeze({
    relation: 'manyToMany',
    target,
    through: options.through,
    fields: options.fields ?? {},
    onDelete: options.onDelete ?? 'cascade',
    matching: options.matching ?? [],
  })
}
