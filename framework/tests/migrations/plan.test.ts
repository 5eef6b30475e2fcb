// What a migration may be made of, and what is told of it before it is applied.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { resource, type AnyResource } from '../../src/declaration/resource/resource.ts'
import { field, type Fields } from '../../src/declaration/schema/field.ts'
import { DeclarationError } from '../../src/kernel/problem/declaration-error.ts'
import { planFrom } from './trial.ts'

const notes = (fields: Fields, options: object = {}): readonly AnyResource[] => [
  resource('notes', { fields, ...options } as never),
]

const text = field.text()

async function faultOf(before: readonly AnyResource[], after: readonly AnyResource[]): Promise<string> {
  try {
    await planFrom(before, after)
  } catch (error) {
    assert.ok(error instanceof DeclarationError)
    return error.faults.map(({ path, message, remedy }) => `${path} ${message}: ${remedy}`).join('\n')
  }
  return 'none'
}

describe('a migration is refused', () => {
  test('for a new required column that rows have no value of', async () =>
    assert.match(
      await faultOf(notes({ text }), notes({ text, due: field.date() })),
      /^notes\.due is new and must have a value.*\.optional\(\)/,
    ))

  test('for a required column whose default is made for each row', async () =>
    assert.match(
      await faultOf(notes({ text }), notes({ text, due: field.text().default(() => 'now') })),
      /^notes\.due is new and must have a value/,
    ))

  test('for a type that nothing can be made of', async () =>
    assert.match(
      await faultOf(notes({ text }), notes({ text: field.duration() })),
      /^notes\.text cannot be made duration of text/,
    ))

  test('for ids of another kind', async () =>
    assert.match(
      await faultOf(notes({ text }), notes({ text }, { id: 'integer' })),
      /^notes\.id names its rows by integer and not by uuid any more/,
    ))

  test('for a rename nobody has declared, of tables too', async () => {
    assert.match(
      await faultOf(notes({ text }), notes({ body: text })),
      /^notes\.body is new while text is gone.*--drop notes\.text$/,
    )
    const papers = [resource('papers', { fields: { text } })]
    assert.match(
      await faultOf(notes({ text }), papers),
      /^papers is new while notes is gone.*renamedFrom: 'notes', or say --drop notes$/,
    )
  })

  test('for a rename of what is still there', async () =>
    assert.match(
      await faultOf(notes({ text }), notes({ text, body: field.text().optional().renamedFrom('text') })),
      /^notes\.body is declared as renamed from text, which is still there/,
    ))

  test('for two columns that are both renamed from one', async () => {
    const both = { body: field.text().renamedFrom('text'), head: field.text().renamedFrom('text') }
    assert.match(await faultOf(notes({ text }), notes(both)), /notes\.head is declared as renamed from text/)
  })
})

test('a migration is read a column a line', async () => {
  const tricky = field.text().default(`it's "a", (b), c`)
  const first = await planFrom([], notes({ text: tricky, parentId: field.reference('notes').optional() }))
  assert.equal(
    first!.up,
    `-- notes: is made

create table "notes" (
  "id" text not null primary key,
  "version" integer not null,
  "text" text default 'it''s "a", (b), c' not null,
  "parentId" text references "notes" ("id") on delete restrict,
  "createdAt" text not null,
  "updatedAt" text not null
) STRICT;
create index "notes_createdAt_id_index" on "notes" ("createdAt", "id");
create index "notes_parentId_createdAt_id_index" on "notes" ("parentId", "createdAt", "id");
`,
  )
  assert.equal(
    first!.down,
    `-- notes: is dropped
-- ninety: foreign keys off

DROP TABLE "notes";
`,
  )
})

describe('nothing is to be done', () => {
  const same: Readonly<Record<string, readonly [Fields, Fields]>> = {
    'for another default': [{ text: field.text().default('a') }, { text: field.text().default('b') }],
    'for other choices': [{ text: field.choice('a') }, { text: field.choice('a', 'b') }],
    'for a rename that was made': [{ text }, { text: field.text().renamedFrom('body') }],
    'for a field of another name in the same column': [{ text }, { body: field.text().column('text') }],
    'for bounds and words': [{ text }, { text: field.text().max(7).describe('A text.') }],
    'for fields in another order': [
      { text, mark: field.integer() },
      { mark: field.integer(), text },
    ],
  }
  for (const [title, [before, after]] of Object.entries(same))
    test(title, async () => assert.equal(await planFrom(notes(before), notes(after)), undefined))
})

describe('a migration warns', () => {
  const told = async (before: readonly AnyResource[], after: readonly AnyResource[]) =>
    (await planFrom(before, after, async () => null))?.warnings.join('\n') ?? 'nothing'
  const cases: Readonly<Record<string, readonly [Fields, Fields, RegExp]>> = {
    'of values that are lost': [
      { text, mark: text },
      { text },
      /notes\.mark: its values are lost; going back does not bring them back/,
    ],
    'of what the release before cannot do': [
      { text, mark: text },
      { text },
      /notes\.mark: the release before cannot work with this; release without the field first/,
    ],
    'of renames under a release that serves': [
      { text },
      { body: field.text().renamedFrom('text') },
      /notes\.body: the release before cannot work with this; keep the name by \.column\('text'\)/,
    ],
    'of tables that are made anew': [
      { text },
      { text: field.text().optional() },
      /notes: every row is written anew/,
    ],
    'of rows without a value': [
      { text: field.text().optional() },
      { text },
      /notes\.text: fails where a row has no value/,
    ],
    'of rows that are equal': [
      { text },
      { text: field.text().unique() },
      /notes: fails where two rows are equal in text/,
    ],
    'of places that are rounded': [
      { mark: field.decimal({ scale: 4 }) },
      { mark: field.decimal({ scale: 2 }) },
      /notes\.mark: values that decimal cannot hold are rounded/,
    ],
    'of texts that are no numbers': [
      { text },
      { text: field.integer() },
      /notes\.text: fails where a text is no integer/,
    ],
    'of values made up on the way back': [
      { text, mark: text },
      { text },
      /notes\.mark: going back fills it with an empty value/,
    ],
  }
  for (const [title, [before, after, expected]] of Object.entries(cases))
    test(title, async () => assert.match(await told(notes(before), notes(after)), expected))

  test('of nothing where only something optional is new', async () =>
    assert.equal(await told(notes({ text }), notes({ text, due: field.date().optional() })), ''))

  test('of tables that are dropped', async () => {
    const more = resource('more', { fields: { text } })
    assert.match(await told([...notes({ text }), more], notes({ text })), /^more: its rows are lost/)
  })

  test('of who waits, by the database', async () => {
    const [before, after] = [notes({ text }), notes({ text }, { search: ['text'] })]
    const [one, other] = await Promise.all([
      planFrom(before, after),
      planFrom(before, after, undefined, 'postgres'),
    ])
    assert.deepEqual(one!.warnings, [])
    assert.deepEqual(other!.warnings, [
      'notes: every row is written anew, and whoever reads or writes it waits as long',
    ])
  })

  test('of searches that the release before cannot make', async () => {
    const [one, other] = [field.text(), field.text()]
    const searched = (...search: string[]) => notes({ one, other }, { search })
    const warningsOf = async (from: string[], to: string[]) =>
      (await planFrom(searched(...from), searched(...to)))!.warnings
    assert.deepEqual(await warningsOf(['one'], ['other']), [
      'notes: the release before cannot search it; stop that release first',
    ])
    assert.deepEqual(await warningsOf(['one'], ['one', 'other']), [])
  })

  test('of no rows written anew in a table that is made', async () => {
    const { warnings } = (await planFrom([], notes({ text }, { search: ['text'] }), undefined, 'postgres'))!
    assert.deepEqual(warnings, [])
  })
})
