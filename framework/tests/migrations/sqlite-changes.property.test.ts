// Any declarations become any others, and come back, whatever has to be made anew.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { resource, type AnyResource } from '../../src/declaration/resource/resource.ts'
import { field, type AnyField, type Fields } from '../../src/declaration/schema/field.ts'
import { DeclarationError } from '../../src/kernel/problem/declaration-error.ts'
import { planFrom, withTrial, type Trial } from './trial.ts'

interface Drawn {
  readonly kind: string
  readonly optional: boolean
  readonly marked: 'plain' | 'indexed' | 'unique'
  readonly target: string
  readonly onDelete: 'restrict' | 'cascade' | 'setNull'
  /** What it was called before, perhaps. */
  readonly former: string | undefined
}

interface DrawnTable {
  readonly fields: Readonly<Record<string, Drawn>>
  readonly isSearched: boolean
}

const kinds: Readonly<Record<string, () => AnyField>> = {
  text: () => field.text().default('1'),
  folded: () => field.text().ignoreCase().default('1'),
  integer: () => field.integer().default(0),
  real: () => field.number().default(0.5),
  flag: () => field.boolean().default(false),
  money: () => field.decimal().default('1.50'),
  precise: () => field.decimal({ scale: 5 }).default('1.50000'),
}

const names = ['alpha', 'beta', 'gamma', 'delta']
const tables = ['ants', 'bees', 'cows']

const drawn: fc.Arbitrary<Drawn> = fc.record({
  kind: fc.constantFrom(...Object.keys(kinds), 'reference'),
  optional: fc.boolean(),
  marked: fc.constantFrom('plain', 'plain', 'indexed', 'unique'),
  target: fc.constantFrom(...tables),
  onDelete: fc.constantFrom('restrict', 'cascade', 'setNull'),
  former: fc.option(fc.constantFrom(...names), { nil: undefined }),
})

const declarations = fc.dictionary(
  fc.constantFrom(...tables),
  fc.record({ fields: fc.dictionary(fc.constantFrom(...names), drawn), isSearched: fc.boolean() }),
)

function declare(all: Readonly<Record<string, DrawnTable>>, isAfter: boolean): readonly AnyResource[] {
  return Object.entries(all).map(([name, { fields, isSearched }]) => {
    const declared = Object.entries(fields).map(([key, each]) => toField(key, each, all, isAfter))
    const made: Fields = Object.fromEntries(declared)
    const search = Object.entries(made).filter(([, { definition }]) => definition.kind === 'text')
    const searched = isSearched && search.length > 0 ? { search: search.map(([key]) => key) } : {}
    return resource(name, { fields: made, ...searched } as never)
  })
}

type Modifiable = AnyField &
  Record<'optional' | 'indexed' | 'unique', () => Modifiable> & {
    renamedFrom(name: string): Modifiable
  }

function toField(
  key: string,
  { kind, optional, marked, target, onDelete, former }: Drawn,
  all: Readonly<Record<string, DrawnTable>>,
  isAfter: boolean,
): readonly [string, AnyField] {
  const isReference = kind === 'reference' && target in all
  let made = (
    isReference ? field.reference(target, { onDelete }) : (kinds[kind] ?? kinds['text']!)()
  ) as Modifiable
  if (optional || isReference) made = made.optional()
  if (marked === 'indexed') made = made.indexed()
  // Rows with the same default are not unique.
  if (marked === 'unique' && isReference) made = made.unique()
  if (isAfter && former !== undefined && !isReference) made = made.renamedFrom(former)
  return [isReference ? `${key}Id` : key, made]
}

function fill(trial: Trial, all: readonly AnyResource[]): void {
  for (const { name, definition } of all) {
    const required = Object.entries(definition.options.fields)
      .filter(([, each]) => !each.definition.optional)
      .map(([key]) => key)
    const columns = required.map((key) => `"${key}", `).join('')
    const values = required.map(() => `'1', `).join('')
    for (const id of ['x', 'y'])
      trial.execute(
        `INSERT INTO "${name}" (id, version, ${columns}"createdAt", "updatedAt") VALUES ('${id}', 1, ${values}'2030', '2030')`,
      )
  }
}

const count = (trial: Trial, all: readonly AnyResource[]) =>
  all.map(({ name }) => [name, trial.all(`SELECT id FROM "${name}"`).length])

test('any change leads there and back, and keeps every row', async () => {
  let tried = 0
  await fc.assert(
    fc.asyncProperty(declarations, declarations, async (first, second) => {
      const [before, after] = [declare(first, false), declare(second, true)]
      const plan = await planFrom(before, after, async () => null).catch((error: unknown) => {
        assert.ok(error instanceof DeclarationError)
      })
      if (plan === undefined || before.length === 0) return
      tried++
      await withTrial(async (trial) => {
        await trial.make(before)
        fill(trial, before)
        const kept = before.filter(({ name }) => name in second)
        await trial.run(plan.up)
        await trial.expect(after)
        assert.deepEqual(
          count(trial, kept),
          kept.map(({ name }) => [name, 2]),
        )
        await trial.run(plan.down)
        await trial.expect(before)
        assert.deepEqual(
          count(trial, kept),
          kept.map(({ name }) => [name, 2]),
        )
        await trial.run(plan.up)
        await trial.expect(after)
      })
    }),
    { numRuns: 200 },
  )
  assert.ok(tried > 20, `only ${tried} were tried`)
})
