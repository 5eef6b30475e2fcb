// Any declarations become any others, and come back; tried on each database.
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { resource, type AnyResource } from '../../src/declaration/resource/resource.ts'
import { field, type AnyField, type Fields } from '../../src/declaration/schema/field.ts'
import { DeclarationError } from '../../src/kernel/problem/declaration-error.ts'
import type { Trial } from './trial.ts'

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

const ids = ['1', '2'].map((digit) => `00000000-0000-7000-8000-00000000000${digit}`)
const at = '2030-01-01T00:00:00.000Z'

async function fill(trial: Trial, all: readonly AnyResource[]): Promise<void> {
  const moment = trial.dialect === 'mysql' ? at.replace('T', ' ').replace('Z', '') : at
  for (const { name, definition } of all) {
    const required = Object.entries(definition.options.fields)
      .filter(([, each]) => !each.definition.optional)
      .map(([key]) => key)
    const columns = required.map((key) => `"${key}", `).join('')
    const values = required.map(() => `'1', `).join('')
    for (const id of ids)
      await trial.execute(
        `INSERT INTO "${name}" (id, version, ${columns}"createdAt", "updatedAt") VALUES ('${id}', 1, ${values}'${moment}', '${moment}')`,
      )
  }
}

/** How many tables have lost a row. */
async function countLosses(trial: Trial, all: readonly AnyResource[]): Promise<number> {
  let losses = 0
  for (const { name } of all) if ((await trial.all(`SELECT id FROM "${name}"`)).length !== 2) losses++
  return losses
}

/** Tries pairs of declarations until so many of them were fit to be tried. */
export async function tryPairs(
  use: (work: (trial: Trial) => Promise<void>) => Promise<void>,
  numRuns: number,
  enough: number,
): Promise<void> {
  let tried = 0
  await fc.assert(
    fc.asyncProperty(declarations, declarations, async (first, second) => {
      const [before, after] = [declare(first, false), declare(second, true)]
      if (before.length === 0) return
      await use(async (trial) => {
        const plan = await trial
          .plan(before, after, async () => null)
          .catch((error: unknown) => {
            assert.ok(error instanceof DeclarationError)
          })
        if (plan === undefined) return
        tried++
        await trial.make(before)
        await fill(trial, before)
        const kept = before.filter(({ name }) => name in second)
        for (const [work, result] of [
          [plan.up, after],
          [plan.down, before],
        ] as const) {
          await trial.run(work)
          await trial.expect(result)
          assert.equal(await countLosses(trial, kept), 0)
        }
        await trial.run(plan.up)
        await trial.expect(after)
      })
    }),
    { numRuns },
  )
  assert.ok(tried > enough, `only ${tried} were tried`)
}
