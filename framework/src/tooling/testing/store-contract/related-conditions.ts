import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Arbitrary, default as FastCheckModule } from 'fast-check'
import { and, compare, not, or, some, type Condition } from '../../../declaration/condition/condition.ts'
import { matches } from '../../../declaration/condition/matches.ts'
import { modelOf, Trial, type OpenStore } from './trial.ts'

type Row = Readonly<Record<string, unknown>> & { readonly id: string | number }

/** Some rows of a relation, or none of them, decide the same in the database as in memory. */
export function describeRelatedConditions(open: OpenStore): void {
  describe('conditions on related rows', () => {
    const trial = new Trial(open)
    const rows: Record<string, Row[]> = {}

    before(async () => {
      const add = async (name: string, values: Record<string, unknown>): Promise<Row> => {
        const { id } = await trial.insert(name, values)
        const row = { ...values, id }
        ;(rows[name] ??= []).push(row)
        return row
      }
      const ada = await add('people', { name: 'Ada', mentorId: null })
      const bob = await add('people', { name: 'bob', mentorId: ada.id })
      await add('people', { name: 'Éve', mentorId: ada.id })
      const shelf = await add('shelves', { title: 'full' })
      await add('shelves', { title: 'empty' })
      const tags = [await add('tags', { label: 'red' }), await add('tags', { label: 'RED' })]
      for (const [index, title] of ['a', 'A', 'é', '😀', 'b%', 'b'].entries()) {
        const book = await add('books', {
          title,
          pages: index % 3 === 0 ? null : index,
          ownerId: [ada.id, bob.id, null][index % 3],
          shelfId: index < 4 ? shelf.id : null,
        })
        for (const tag of tags.slice(0, index % 3)) await add('bookTags', { bookId: book.id, tagId: tag.id })
      }
    })

    /** The rows at the other end of a relation; undefined where the resource has none of the name. */
    const follow = (name: string, row: Row, relation: string): Row[] => {
      const found = modelOf(name).relations.get(relation)!
      const others = rows[found.target.name] ?? []
      switch (found.kind) {
        case 'one':
          return others.filter(({ id }) => id === row[found.field])
        case 'many':
          return others.filter((other) => other[found.field] === row.id)
        case 'links': {
          const links = (rows[found.through.name] ?? []).filter((link) => link[found.near] === row.id)
          return others.filter(({ id }) => links.some((link) => link[found.far] === id))
        }
      }
    }

    for (const name of ['people', 'shelves', 'books', 'tags']) {
      test(`of ${name} are decided as in memory`, async () => {
        const { default: fc } = await import('fast-check')
        const relations = [...modelOf(name).relations.values()].filter(({ target }) => target.name in rows)
        const related = fc
          .constantFrom(...relations)
          .chain(({ name: relation, target }) =>
            conditionOn(fc, comparisonOf(fc, target.name, rows)).map((of) => some(relation, of)),
          )
        const whole = conditionOn(fc, fc.oneof(related, comparisonOf(fc, name, rows)))
        const runs = fc.asyncProperty(whole, async (where) => {
          const expected = rows[name]!.filter((row) =>
            matches(where, row, (relation) => follow(name, row, relation)),
          )
          assert.deepEqual(
            await trial.listIds(name, where),
            expected.map(({ id }) => id),
            JSON.stringify(where),
          )
        })
        await fc.assert(runs, { numRuns: 150 })
      })
    }
  })
}

function conditionOn(fc: typeof FastCheckModule, leaf: Arbitrary<Condition>): Arbitrary<Condition> {
  return fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      leaf,
      fc.array(tie('condition'), { maxLength: 3 }).map((of) => and(...of)),
      fc.array(tie('condition'), { maxLength: 3 }).map((of) => or(...of)),
      tie('condition').map(not),
    ),
  })).condition
}

const compared: Readonly<Record<string, readonly string[]>> = {
  people: ['name'],
  shelves: ['title'],
  books: ['title', 'pages'],
  tags: ['label'],
}

/** Comparisons with the values that the rows have. */
function comparisonOf(
  fc: typeof FastCheckModule,
  name: string,
  rows: Readonly<Record<string, readonly Row[]>>,
): Arbitrary<Condition> {
  return fc.constantFrom(...compared[name]!).chain((field) => {
    const { kind, definition } = modelOf(name).properties.get(field)!
    const values = rows[name]!.map((row) => row[field] as string | number | null).filter(
      (value) => value !== null,
    )
    const operators = (['eq', 'ne', 'lt', 'gte', 'null', 'contains'] as const).filter((operator) =>
      kind.operators.includes(operator),
    )
    return fc
      .tuple(fc.constantFrom(...operators), fc.constantFrom(...values), fc.boolean())
      .map(([operator, value, isAbsent]) =>
        compare(field, operator, operator === 'null' ? isAbsent : value, kind.collation?.(definition)),
      )
  })
}
