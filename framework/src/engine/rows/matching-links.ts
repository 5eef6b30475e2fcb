import {
  and,
  compare,
  not,
  or,
  some,
  type Condition,
  type Scalar,
} from '../../declaration/condition/condition.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { toLinksName } from '../../declaration/resource/nesting.ts'
import { Conflict } from '../../kernel/problem/catalogue.ts'
import { oncePer } from '../../kernel/values/once-per.ts'
import type { Session } from '../store/store.ts'

type Values = Readonly<Record<string, unknown>>

/** Rows of a resource that must be equal to a row they are linked with, in one field. */
interface Match {
  readonly field: string
  readonly other: Model
  /** Which of the others are linked with the row of an id. */
  readonly isLinked: (id: string | number) => Condition
}

const matchesOf = oncePer((model: Model): readonly Match[] => {
  const own = [...model.relations.values()].filter((relation) => relation.kind === 'links')
  const ends = [
    ...own.map(({ target, through, near, far, matching }) => ({
      other: target,
      through,
      near,
      far,
      matching,
    })),
    ...model.nestings.flatMap(({ parent, relation }) =>
      relation.kind === 'links'
        ? [{ ...relation, other: parent, near: relation.far, far: relation.near }]
        : [],
    ),
  ]
  const matches = ends.flatMap(({ other, through, near, far, matching }) => {
    const isLinked = (id: string | number) => some(toLinksName(through, far), compare(near, 'eq', id))
    return matching.map((field) => ({ field, other, isLinked }))
  })
  // Both sides may have declared the same.
  return matches.filter(
    ({ field, other }, index) =>
      matches.findIndex((each) => each.field === field && each.other === other) === index,
  )
})

/** Whether a change of a row may have to be refused because of rows it is linked with. */
export const mustMatch = (model: Model): boolean => matchesOf(model).length > 0

/** Refuses a change (409) after which a row differed from rows it is linked with, where they must be equal. */
export async function checkMatches(
  session: Session,
  model: Model,
  id: string | number,
  values: Values,
): Promise<void> {
  for (const { field, other, isLinked } of matchesOf(model)) {
    const value = values[field]
    if (value === undefined) continue
    if ((await session.count(other, and(isLinked(id), isAnother(field, value as Scalar | null)))) === 0)
      continue
    const detail = `is another one in rows of ${other.name} that are linked with this one`
    throw new Conflict({ errors: [{ pointer: `/${field}`, code: 'not_matching', detail }] })
  }
}

const isAnother = (field: string, value: Scalar | null): Condition =>
  value === null
    ? compare(field, 'null', false)
    : or(compare(field, 'null', true), not(compare(field, 'eq', value)))
