// A condition on related rows means the same in memory and in the database, whatever the rows and relations are.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import * as fc from 'fast-check'
import {
  always,
  and,
  compare,
  not,
  or,
  some,
  type Condition,
  type Operator,
  type Scalar,
} from '../../../src/declaration/condition/condition.ts'
import { matches, type Related } from '../../../src/declaration/condition/matches.ts'
import type { ListQuery } from '../../../src/declaration/resource/query.ts'
import { createModels } from '../../../src/declaration/resource/registry.ts'
import { hasMany, manyToMany } from '../../../src/declaration/resource/relation.ts'
import { resource } from '../../../src/declaration/resource/resource.ts'
import { field } from '../../../src/declaration/schema/field.ts'
import type { Session } from '../../../src/engine/store/store.ts'
import { createUuidV7 } from '../../../src/kernel/values/uuid-v7.ts'
import { sqlite } from '../../../src/sqlite.ts'

const values = {
  name: field.text().ignoreCase().optional(),
  price: field.decimal().optional(),
  length: field.duration().optional(),
  count: field.integer().optional(),
}
const models = createModels([
  resource('parents', {
    fields: { ...values, mentorId: field.reference('parents').optional() },
    relations: {
      children: hasMany('children', 'parentId'),
      pupils: hasMany('parents', 'mentorId'),
      tags: manyToMany('tags', { through: 'parentsTags' }),
    },
  }),
  resource('children', { fields: { ...values, parentId: field.reference('parents').optional() } }),
  resource('tags', {
    fields: values,
    relations: { parents: manyToMany('parents', { through: 'parentsTags' }) },
  }),
])
const modelOf = (name: string) => models.get(name)!

const pools = {
  name: ['a', 'A', 'b', 'é', 'É', '😀', '%', ''],
  price: ['9.00', '10.00', '-1.00', '0.50'],
  length: ['PT9S', 'PT10S', 'PT1M', 'PT0.5S'],
  count: [1, 2, 10],
} as const
type Name = keyof typeof pools
const names = Object.keys(pools) as Name[]

const valuesOfRow = fc.record({
  name: fc.option(fc.constantFrom(...pools.name), { freq: 4 }),
  price: fc.option(fc.constantFrom(...pools.price), { freq: 4 }),
  length: fc.option(fc.constantFrom(...pools.length), { freq: 4 }),
  count: fc.option(fc.constantFrom(...pools.count), { freq: 4 }),
})
type Values = Readonly<Record<string, unknown>>

/** Rows that refer to each other by their places. */
const world = fc.record({
  parents: fc.array(fc.tuple(valuesOfRow, fc.option(fc.nat({ max: 3 }))), { minLength: 1, maxLength: 4 }),
  children: fc.array(fc.tuple(valuesOfRow, fc.option(fc.nat({ max: 3 }))), { maxLength: 5 }),
  tags: fc.array(valuesOfRow, { maxLength: 3 }),
  links: fc.uniqueArray(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 2 })), {
    maxLength: 6,
    selector: (link) => link.join(),
  }),
})
type World = typeof world extends fc.Arbitrary<infer W> ? W : never

const comparison = fc.constantFrom(...names).chain((name): fc.Arbitrary<Condition> => {
  const { kind, definition } = modelOf('parents').properties.get(name)!
  const value = fc.constantFrom<string | number>(...pools[name])
  const toOperand = (operator: Operator): fc.Arbitrary<Scalar | readonly Scalar[]> => {
    if (operator === 'null') return fc.boolean()
    if (operator === 'in' || operator === 'nin') return fc.array(value, { maxLength: 3 })
    return operator === 'between' ? fc.tuple(value, value) : value
  }
  return fc
    .constantFrom(...kind.operators)
    .chain((operator) =>
      toOperand(operator).map((operand) => compare(name, operator, operand, kind.collation?.(definition))),
    )
})

const { condition } = fc.letrec<{ inner: Condition; condition: Condition }>((tie) => {
  const groups = (part: fc.Arbitrary<Condition>) => [
    fc.array(part, { maxLength: 3 }).map((of): Condition => and(...of)),
    fc.array(part, { maxLength: 3 }).map((of): Condition => or(...of)),
    part.map(not),
  ]
  return {
    inner: fc.oneof(
      { maxDepth: 3 },
      comparison,
      fc.constant(always),
      ...groups(tie('inner') as fc.Arbitrary<Condition>),
    ),
    condition: fc.oneof(
      { maxDepth: 3 },
      comparison,
      fc
        .tuple(
          fc.constantFrom('children', 'pupils', 'tags', 'mentor'),
          tie('inner') as fc.Arbitrary<Condition>,
        )
        .map(([relation, of]) => some(relation, of)),
      ...groups(tie('condition') as fc.Arbitrary<Condition>),
    ),
  }
})

const everything: ListQuery = {
  where: always,
  sort: [{ property: 'id', descending: false }],
  start: { kind: 'first' },
  limit: 100,
  selection: { properties: [{ name: 'id' }], expansions: [], form: 'code' },
}

class Undone extends Error {}

describe('matches and the store, on related rows', async () => {
  const store = sqlite()
  await store.prepare(models.values())
  after(() => store.close())

  async function insertAll(session: Session, { parents, children, tags, links }: World): Promise<string[]> {
    const insert = async (model: string, row: Values): Promise<string> => {
      const id = createUuidV7(0)
      await session.insert(
        modelOf(model),
        { id, values: row, at: '2026-01-01T00:00:00.000Z' },
        everything.selection,
      )
      return id
    }
    const ids: string[] = []
    for (const [index, [row]] of parents.entries())
      ids.push(await insert('parents', { ...row, mentorId: ids[mentorOf(parents, index)!] ?? null }))
    for (const [row, parent] of children)
      await insert('children', { ...row, parentId: parent === null ? null : (ids[parent] ?? null) })
    const tagIds: string[] = []
    for (const row of tags) tagIds.push(await insert('tags', row))
    for (const [parent, tag] of links)
      if (parent < ids.length && tag < tags.length)
        await insert('parentsTags', { parentId: ids[parent], tagId: tagIds[tag] })
    return ids
  }

  /** A mentor was there before. */
  const mentorOf = (parents: World['parents'], index: number): number | undefined => {
    const mentor = parents[index]![1]
    return mentor !== null && mentor < index ? mentor : undefined
  }

  const relatedOf =
    ({ parents, children, tags, links }: World, index: number): Related =>
    (relation) => {
      switch (relation) {
        case 'children':
          return children.filter(([, parent]) => parent === index).map(([row]) => row)
        case 'pupils':
          return parents.filter((_, pupil) => mentorOf(parents, pupil) === index).map(([row]) => row)
        case 'tags':
          return links
            .filter(([parent, tag]) => parent === index && tag < tags.length)
            .map(([, tag]) => tags[tag]!)
        default: {
          const mentor = mentorOf(parents, index)
          return mentor === undefined ? [] : [parents[mentor]![0]]
        }
      }
    }

  it('agree on random conditions over random rows', async () => {
    let met = 0
    const runs = fc.asyncProperty(
      world,
      fc.array(condition, { minLength: 8, maxLength: 8 }),
      (all, conditions) =>
        store
          .transaction(async (session) => {
            const ids = await insertAll(session, all)
            for (const where of conditions) {
              const expected = ids.filter((_, index) =>
                matches(where, all.parents[index]![0], relatedOf(all, index)),
              )
              const { rows } = await session.list(modelOf('parents'), { ...everything, where })
              const found = rows.map(({ id }) => id)
              assert.deepEqual(found, expected.toSorted(), JSON.stringify(where))
              assert.equal(await session.count(modelOf('parents'), where), expected.length)
              if (JSON.stringify(where).includes('"some"') && found.length > 0) met++
            }
            throw new Undone()
          })
          .catch((error: unknown) => {
            if (!(error instanceof Undone)) throw error
          }),
    )
    await fc.assert(runs, { numRuns: 300 })
    assert.ok(met > 100, `only ${met} conditions on related rows were met`)
  })
})
