// What handlers, hooks and defaults write is kept in the one form that clients' values have.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { anyone, field, hasRole, resource, type Events } from '../../src/index.ts'
import { createTestApi, ProblemAnswer } from '../../src/testing.ts'

const fields = {
  at: field.timestamp().default('2026-03-01T00:00:00+01:00'),
  made: field.timestamp().default(() => '2026-03-01T12:00:00Z'),
  price: field.decimal().min('1').default('9.5'),
  length: field.duration().default('PT1M'),
  token: field.uuid().optional(),
  name: field.text().default('e\u0301'),
  prices: field.list(field.decimal()).default(['1', '2.5']),
  state: field.text().default('e\u0301').writable(hasRole('admin')),
  stamped: field.timestamp().optional(),
}
const things = resource('things', { fields, access: anyone() })
  .before('create', ({ values }) =>
    values.name === 'hook' ? { stamped: '2026-03-01T12:00:00Z' } : undefined,
  )
  .action('write', {
    on: 'collection',
    input: { bad: field.boolean().default(false), price: field.decimal().default('7') },
    output: { price: field.decimal(), id: field.uuid() },
    async run({ rows, input }) {
      const { id } = await rows.create({ name: 'first' })
      const row = await rows.update(await rows.get(id), {
        at: '2026-03-01T09:30:00+01:00',
        price: '0.5',
        length: '-PT0.5S',
        token: '0190A000-0000-7000-8000-00000000000A',
        name: input.bad ? 'a\u0000' : 'A\u030a',
        prices: ['3'],
      })
      return { price: input.price, id: row.id }
    },
  })

const notes = resource('notes', {
  fields: {
    text: field.text(),
    by: field.text().default(({ principal }) => principal.kind),
  },
  access: anyone(),
  upsert: true,
})

const failures: unknown[] = []
const events: Events = {
  emit: (name, event) =>
    void (name === 'request.failed' && failures.push((event as { error: unknown }).error)),
}
const open = () => createTestApi({ resources: [things], events })

const defaults = {
  at: '2026-02-28T23:00:00.000Z',
  made: '2026-03-01T12:00:00.000Z',
  price: '9.50',
  length: 'PT60S',
  name: 'é',
  prices: ['1.00', '2.50'],
  state: 'é',
}
const pick = (row: object, names: object) =>
  Object.fromEntries(Object.entries(row).filter(([name]) => name in names))

describe('values of the server’s own code', () => {
  it('are kept in one form where they are defaults', async () => {
    await using app = await open()
    const made = await app.anonymous.things.create({})
    assert.deepEqual(pick(made, defaults), defaults)
    const replaced = await app.anonymous.things.replace(made.id, { name: 'x' })
    assert.deepEqual(pick(replaced, defaults), { ...defaults, name: 'x' })
  })
  it('are kept in one form where a handler writes them', async () => {
    await using app = await open()
    const { id } = await app.anonymous.things.write({})
    const written = {
      at: '2026-03-01T08:30:00.000Z',
      // A bound for clients does not bind the server's own code.
      price: '0.50',
      length: '-PT0.5S',
      token: '0190a000-0000-7000-8000-00000000000a',
      name: 'Å',
      prices: ['3.00'],
    }
    assert.deepEqual(pick(await app.anonymous.things.get(id), written), written)
  })
  it('are kept in one form where a hook adds them', async () => {
    await using app = await open()
    const { stamped } = await app.anonymous.things.create({ name: 'hook' })
    assert.equal(stamped, '2026-03-01T12:00:00.000Z')
  })
  it('reach handlers in one form where they are defaults of an input', async () => {
    await using app = await open()
    assert.equal((await app.anonymous.things.write({})).price, '7.00')
  })
  it('are a failure of the server where the field cannot have them', async () => {
    await using app = await open()
    const [result] = await Promise.allSettled([app.anonymous.things.write({ bad: true })])
    assert.ok(result.status === 'rejected' && result.reason instanceof ProblemAnswer)
    assert.deepEqual([result.reason.status, result.reason.detail], [500, undefined])
    assert.match(String(failures.at(-1)), /name must not contain control characters/)
    assert.equal((await app.anonymous.things.list()).data.length, 0)
  })
  it('go by the caller where they are defaults that ask for them', async () => {
    await using app = await createTestApi({ resources: [notes] })
    const made = await app.anonymous.notes.create({ text: 'a' })
    assert.equal(made.by, 'anonymous')
    assert.equal((await app.as({ id: 'ada' }).notes.create({ text: 'b' })).by, 'user')
    assert.equal((await app.as({ id: 'ada' }).notes.replace(made.id, { text: 'c' })).by, 'user')
    assert.equal((await app.anonymous.notes.create({ text: 'd', by: 'hand' })).by, 'hand')
  })
  it('may be sent by who may not write them, in whatever form', async () => {
    await using app = await open()
    const { state } = await app.anonymous.things.create({ state: 'e\u0301' })
    assert.equal(state, 'é')
    const [refused] = await Promise.allSettled([app.anonymous.things.create({ state: 'x' })])
    assert.ok(refused.status === 'rejected' && refused.reason instanceof ProblemAnswer)
    assert.equal(refused.reason.status, 403)
  })
})
