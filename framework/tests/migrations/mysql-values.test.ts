// What values become when their column has another type on MySQL and MariaDB, and what cannot become any.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { resource, type AnyResource } from '../../src/declaration/resource/resource.ts'
import { field, type AnyField, type Fields } from '../../src/declaration/schema/field.ts'
import { skip } from '../store/mysql-database.ts'
import { withMysql } from './trial.ts'

const id = '00000000-0000-7000-8000-000000000001'

const notes = (fields: Fields): readonly AnyResource[] => [resource('notes', { fields } as never)]

describe('values of another type on MySQL and MariaDB', { skip }, () => {
  const cases: readonly (readonly [
    title: string,
    from: AnyField,
    to: AnyField,
    value: unknown,
    expected: unknown,
  ])[] = [
    ['whole number to decimal', field.integer(), field.decimal({ scale: 2 }), -7, '-7.00'],
    ['decimal to fewer places', field.decimal({ scale: 2 }), field.decimal({ scale: 0 }), '-1.50', '-2'],
    ['decimal to text', field.decimal({ scale: 2 }), field.text(), '-0.05', '-0.05'],
    ['number to whole number', field.number(), field.integer(), -2.5, -3],
    ['number to decimal', field.number(), field.decimal({ scale: 2 }), 12.346, '12.35'],
    ['number to text', field.number(), field.text(), 0.1, '0.1'],
    ['flag to text', field.boolean(), field.text(), true, 'true'],
    ['text to flag', field.text(), field.boolean(), '0', false],
    ['text to JSON', field.text(), field.json(), 'a "b"', 'a "b"'],
    ['JSON to text', field.json(), field.text().optional(), 'a "b"', 'a "b"'],
    ['text to decimal', field.text(), field.decimal({ scale: 3 }), '-0.05', '-0.050'],
    ['text to day', field.text(), field.date(), '2030-02-28', '2030-02-28'],
    ['day to moment', field.date(), field.timestamp(), '2030-01-01', '2030-01-01T00:00:00.000Z'],
    ['moment to day', field.timestamp(), field.date(), '2030-01-01T23:59:59.999Z', '2030-01-01'],
    ['UUID to text', field.uuid(), field.text(), id, id],
    ['text to UUID', field.text(), field.uuid(), id, id],
  ]
  for (const [title, from, to, value, expected] of cases)
    test(title, async () => {
      await withMysql(async (trial) => {
        await trial.make(notes({ mark: from }))
        await trial.insert(notes({ mark: from }), 'notes', id, { mark: value })
        await trial.run((await trial.plan(notes({ mark: from }), notes({ mark: to }))).up)
        await trial.expect(notes({ mark: to }))
        const { mark } = (await trial.find(notes({ mark: to }), 'notes', id)) as { mark?: unknown }
        assert.deepEqual(mark, expected)
      })
    })
})

describe('a text that nothing can be made of fails the migration', { skip }, () => {
  const values: Readonly<Record<string, readonly [AnyField, readonly string[]]>> = {
    decimal: [field.decimal(), ['', '.5', 'abc', '1.234', '1e5', '1\n']],
    flag: [field.boolean(), ['', 'yes', '2', 'TRUE']],
    integer: [field.integer(), ['', 'abc', '1.5', '0x10', ' 1', '9223372036854775808']],
    number: [field.number(), ['', 'NaN', '1e999', '1,5']],
    day: [field.date(), ['', 'yesterday', '01/02/2030', '2030-02-30']],
    UUID: [field.uuid(), ['', 'x', `{${id}}`]],
    'short text': [field.text().max(5).unique(), ['longer']],
  }
  for (const [name, [to, texts]] of Object.entries(values))
    test(`no ${name}: ${texts.map((text) => JSON.stringify(text)).join(', ')}`, async () => {
      const before = notes({ mark: field.text() })
      await withMysql(async (trial) => {
        await trial.make(before)
        const { up } = await trial.plan(before, notes({ mark: to }))
        for (const value of texts) {
          await trial.execute('DELETE FROM notes')
          await trial.insert(before, 'notes', id, { mark: value })
          await assert.rejects(trial.run(up), /Incorrect|Out of range|Data too long/, value)
          assert.deepEqual(await trial.all('SELECT mark FROM notes'), [{ mark: value }])
        }
        await trial.expect(before)
      })
    })
})

test('ids become texts, and what refers to them follows', { skip }, async () => {
  const declare = (kind: 'uuid' | 'text') =>
    [
      resource('shops', { id: kind, fields: { name: field.text() } } as never),
      resource('notes', {
        fields: { shopId: field.reference('shops', { id: kind, onDelete: 'setNull' } as never).optional() },
      }),
    ] as readonly AnyResource[]
  await withMysql(async (trial) => {
    const [before, after] = [declare('uuid'), declare('text')]
    await trial.make(before)
    await trial.insert(before, 'shops', id, { name: 'Corner' })
    await trial.insert(before, 'notes', id, { shopId: id })
    const plan = await trial.plan(before, after)
    await trial.run(plan.up)
    await trial.expect(after)
    await trial.run(plan.down)
    await trial.expect(before)
    assert.equal(((await trial.find(before, 'notes', id)) as { shopId?: string }).shopId, id)
  })
})
