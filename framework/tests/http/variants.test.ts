// Polymorphic fields: an object of one of several forms, told apart by a member.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { anyone, field, resource } from '../../src/index.ts'
import { createTestApi } from '../../src/testing.ts'
import { declare, faultsOf } from '../declaration/checks/faults.ts'

const payment = () =>
  field.variant('type', {
    card: { last4: field.text().pattern(/\d{4}/), network: field.choice('visa', 'other').default('other') },
    transfer: { iban: field.text().min(5), amount: field.decimal(), note: field.text().optional() },
  })

const orders = resource('orders', {
  fields: {
    payment: payment().describe('How it is paid.'),
    refund: payment().optional(),
    parts: field.list(payment()).max(3).default([]),
  },
  access: anyone(),
  filter: ['refund'],
})

describe('a variant', async () => {
  const api = await createTestApi({ resources: [orders] })
  after(() => api.close())
  const ask = api.anonymous.request
  const card = { type: 'card', last4: '4242' } as const

  test('is taken in each of its forms, defaults filled in', async () => {
    const {
      id,
      payment: paid,
      refund,
    } = await api.anonymous.orders.create({
      payment: card,
      refund: { type: 'transfer', iban: 'DE123', amount: '5' },
      parts: [card],
    })
    assert.deepEqual(paid, { type: 'card', last4: '4242', network: 'other' })
    assert.deepEqual(refund, { type: 'transfer', iban: 'DE123', amount: '5.00', note: null })
    const { body } = await ask('GET', `/orders/${id}`)
    assert.deepEqual(body['parts'], [{ type: 'card', last4: '4242', network: 'other' }])
  })

  test('may be absent where it is optional, and filtered by that alone', async () => {
    const { id } = await api.anonymous.orders.create({ payment: card })
    const { body } = await ask<{ data: { id: string }[] }>('GET', '/orders?refund[null]=true')
    assert.ok(body.data.some((row) => row.id === id))
    assert.equal((await ask('GET', '/orders?refund=x')).status, 400)
  })

  const refused = [
    ['without a form', {}, ['/payment/type required']],
    ['of a form nobody knows', { type: 'cash' }, ['/payment/type not_a_choice']],
    ['of a form of all objects', { type: 'constructor' }, ['/payment/type not_a_choice']],
    ['with what is missing in its form', { type: 'transfer', iban: 'DE123' }, ['/payment/amount required']],
    ['with a member of another form', { ...card, iban: 'DE123' }, ['/payment/iban unknown_member']],
    ['with a value of a wrong type', { type: 'card', last4: 4242 }, ['/payment/last4 wrong_type']],
    ['with a value of a wrong form', { type: 'card', last4: 'four' }, ['/payment/last4 wrong_form']],
    [
      'with a value its kind refuses',
      { type: 'transfer', iban: 'DE123', amount: '1.234' },
      ['/payment/amount too_many_places'],
    ],
    ['that is null', null, ['/payment wrong_type']],
    ['that is a list', [card], ['/payment wrong_type']],
    ['that is a text', 'card', ['/payment wrong_type']],
  ] as const
  for (const [title, value, faults] of refused) {
    test(`is refused ${title}`, async () => {
      const { status, body } = await ask<{ errors: { pointer: string; code: string }[] }>('POST', '/orders', {
        body: { payment: value },
      })
      assert.equal(status, 422)
      assert.deepEqual(
        body.errors.map(({ pointer, code }) => `${pointer} ${code}`),
        faults,
      )
    })
  }

  test('names every fault of a list of them', async () => {
    const { body } = await ask<{ errors: { pointer: string }[] }>('POST', '/orders', {
      body: { payment: card, parts: [card, { type: 'card' }, { type: 'no' }] },
    })
    assert.deepEqual(
      body.errors.map(({ pointer }) => pointer),
      ['/parts/1/last4', '/parts/2/type'],
    )
  })

  test('may stand inside another one', async () => {
    const nested = field.variant('type', {
      group: { owner: field.variant('kind', { team: { size: field.integer() }, person: {} }).optional() },
    })
    await using inner = await createTestApi({
      resources: [resource('nests', { fields: { nested }, access: anyone() })],
    })
    const send = (owner: unknown) =>
      inner.request<{ errors: { pointer: string; code: string }[] }>('POST', '/nests', {
        body: { nested: { type: 'group', owner } },
      })
    assert.equal((await send({ kind: 'person' })).status, 201)
    assert.equal((await send(null)).status, 201)
    for (const [owner, fault] of [
      [{ kind: 'team' }, '/nested/owner/size required'],
      [{ kind: 'team', size: 'x' }, '/nested/owner/size wrong_type'],
      [{ kind: 'x' }, '/nested/owner/kind not_a_choice'],
      [{ kind: 'person', size: 1 }, '/nested/owner/size unknown_member'],
    ] as const) {
      const { body } = await send(owner)
      assert.deepEqual(
        body.errors.map(({ pointer, code }) => `${pointer} ${code}`),
        [fault],
      )
    }
  })

  test('shows in the document with its discriminator', () => {
    const { schemas } = api.api.document().components
    const shown = schemas['Order']?.properties?.['payment']
    assert.deepEqual(shown, {
      type: 'object',
      oneOf: [
        { $ref: '#/components/schemas/OrderPaymentCard' },
        { $ref: '#/components/schemas/OrderPaymentTransfer' },
      ],
      discriminator: {
        propertyName: 'type',
        mapping: {
          card: '#/components/schemas/OrderPaymentCard',
          transfer: '#/components/schemas/OrderPaymentTransfer',
        },
      },
      description: 'How it is paid.',
    })
    assert.deepEqual(schemas['OrderPaymentCard']?.required, ['type', 'last4', 'network'])
    assert.deepEqual(schemas['OrderCreatePaymentCard']?.required, ['type', 'last4'])
    assert.deepEqual(schemas['Order']?.properties?.['refund']?.oneOf?.at(-1), { type: 'null' })
  })
})

describe('a variant is refused at start', () => {
  const cases = [
    ['without forms', field.variant('type', {}), 'todos.fields.x', 'has no forms'],
    [
      'with a discriminator that is no name',
      field.variant('a b', { a: {} }),
      'todos.fields.x',
      'has a discriminator that is no name',
    ],
    [
      'with a form that is no name',
      field.variant('type', { 'a b': {} }),
      'todos.fields.x.a b',
      'is a form whose name is no name',
    ],
    [
      'with its discriminator as a member',
      field.variant('type', { a: { type: field.text() } }),
      'todos.fields.x.a.type',
      'is the discriminator',
    ],
    [
      'with a secret',
      field.variant('type', { a: { pin: field.secret() } }),
      'todos.fields.x.a.pin',
      'is kept as JSON, which cannot hold its kind',
    ],
    [
      'with a unique member',
      field.variant('type', { a: { pin: field.text().unique() } }),
      'todos.fields.x.a.pin',
      'is unique, which only a whole field can be',
    ],
    [
      'with a member that is impossible',
      field.variant('type', { a: { n: field.integer().min(2).max(1) } }),
      'todos.fields.x.a.n',
      'has a min greater than its max',
    ],
  ] as const
  for (const [title, x, path, message] of cases) {
    test(title, () =>
      assert.deepEqual(
        faultsOf(declare({ fields: { x } })).map((fault) => [fault.path, fault.message]),
        [[path, message]],
      ),
    )
  }
})
