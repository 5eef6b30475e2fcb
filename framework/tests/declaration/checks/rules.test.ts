import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  allOf,
  anyOf,
  anyone,
  fieldEquals,
  isFresh,
  isOwner,
  isSelf,
  not,
  related,
  type Rule,
} from '../../../src/declaration/policy/rule.ts'
import { field } from '../../../src/declaration/schema/field.ts'
import { declare, faultsOf, foundOf, toFaults, type FaultRow } from './faults.ts'

const fields = { task: field.text(), hint: field.text().transient(), ownerId: field.owner('users') }
const users = declare({}, 'users')
const options = (more: object) => [declare({ fields, ...more }), users]
const run = (): never => undefined as never

const names = 'name one of id, task, ownerId, createdAt, updatedAt'
const noField = (name: string) => [`${name} is no field`, names] as const
const noOwner = ['task names no owner', 'name a reference or owner field'] as const
const noDuration = (text: string) =>
  [`${text} is not a duration`, "write a number and a unit, such as '15m' or '24h'"] as const

const kinds = {
  state: field.choice('open', 'done'),
  name: field.text().max(3).ignoreCase(),
  isNew: field.boolean(),
  price: field.decimal().min('10'),
  soldAt: field.timestamp(),
  shelfLife: field.duration(),
  storeId: field.uuid(),
  meta: field.json(),
  password: field.secret(),
}
const wrong: Rule<never> = isOwner('authorId')
const rows: readonly FaultRow[] = [
  ...['list', 'read', 'create', 'update', 'delete'].map((verb): FaultRow => [
    `a rule for ${verb} about no field`,
    options({ access: { [verb]: wrong, ...(verb === 'read' && { list: anyone() }) } }),
    [`todos.access.${verb}`, ...noField('authorId')],
  ]),
  [
    'a rule along no relation',
    options({ access: { update: related('members', anyone()) } }),
    ['todos.access.update', 'members is no relation of todos', 'name one of owner'],
  ],
  [
    'a rule along a relation of a resource without any',
    [declare({ access: { update: related('owner', anyone()) } }, 'users')],
    ['users.access.update', 'owner is no relation of users', 'declare the relation, or leave the rule out'],
  ],
  [
    'a rule about no field at the other end of a relation',
    options({ access: { update: not(related('owner', anyOf(related('owner', anyone()), wrong))) } }),
    ['todos.access.update', 'owner is no relation of users', 'declare the relation, or leave the rule out'],
    ['todos.access.update', 'authorId is no field', 'name one of id, task, state, createdAt, updatedAt'],
  ],
  ...(['visible', 'writable'] as const).map((modifier): FaultRow => [
    `a ${modifier} field by related rows`,
    options({
      fields: { ...fields, task: field.text()[modifier](anyOf(anyone(), not(related('owner', anyone())))) },
    }),
    [
      `todos.fields.task.${modifier}`,
      'looks at related rows, and fields go by their row alone',
      'give rules about related rows to verbs, actions and summaries',
    ],
  ]),
  [
    'members visible by related rows',
    options({ visible: related('owner', anyone()) }),
    [
      'todos.visible',
      'looks at related rows, and fields go by their row alone',
      'give rules about related rows to verbs, actions and summaries',
    ],
  ],
  [
    'an owner that is a text',
    options({ access: { update: isOwner('task') } }),
    ['todos.access.update', ...noOwner],
  ],
  [
    'a value of no field',
    options({ access: { update: fieldEquals('color', 'red') } }),
    ['todos.access.update', ...noField('color')],
  ],
  [
    'a value that is forgotten',
    options({ access: { update: fieldEquals('hint', 'x') } }),
    ['todos.access.update', ...noField('hint')],
  ],
  [
    'a rule deep inside others',
    options({ access: { update: anyOf(anyone(), allOf(isOwner('ownerId'), not(wrong))) } }),
    ['todos.access.update', ...noField('authorId')],
  ],
  [
    'two rules of one access',
    options({ access: { update: anyOf(isOwner('task'), wrong) } }),
    ['todos.access.update', ...noOwner],
    ['todos.access.update', ...noField('authorId')],
  ],
  [
    'the rule of an action',
    [declare({ fields }).action('move', { access: wrong as Rule, run }), users],
    ['todos.actions.move.access', ...noField('authorId')],
  ],
  [
    'the rule of a summary',
    options({ summary: { fields: ['id'], access: wrong } }),
    ['todos.summary.access', ...noField('authorId')],
  ],
  [
    'the rule of who sees a field',
    options({ fields: { ...fields, note: field.text().visible(wrong) } }),
    [
      'todos.fields.note.visible',
      'authorId is no field',
      'name one of id, task, ownerId, note, createdAt, updatedAt',
    ],
  ],
  [
    'the rule of who writes a field',
    options({ fields: { ...fields, note: field.text().writable(wrong) } }),
    [
      'todos.fields.note.writable',
      'authorId is no field',
      'name one of id, task, ownerId, note, createdAt, updatedAt',
    ],
  ],
  ...['5', '-5m', '1e3m', '', 'soon'].map((within): FaultRow => [
    `freshness within ${JSON.stringify(within)}`,
    options({ access: { update: isFresh({ within: within as '5m' }) } }),
    ['todos.access.update', ...noDuration(JSON.stringify(within))],
  ]),
  ...(
    [
      ['state', 'opened', 'compare with a value the field could have'],
      ['state', 5, 'compare with a value the field could have'],
      ['isNew', 'yes', 'compare with a value the field could have'],
      ['price', '9.5', 'write "9.50"'],
      ['price', 9, 'write "9.00"'],
      ['price', '9.001', 'compare with a value the field could have'],
      ['soldAt', '2026-03-01T00:00:00Z', 'write "2026-03-01T00:00:00.000Z"'],
      ['shelfLife', 'PT1M', 'write "PT60S"'],
      ['storeId', 'X', 'compare with a value the field could have'],
      ['meta', 'x', 'compare another field: json has no equality'],
      ['password', '0123456789', 'compare another field: secret has no equality'],
    ] as const
  ).map(([name, value, remedy]): FaultRow => [
    `${name} equal to ${JSON.stringify(value)}`,
    options({ fields: kinds, access: { update: fieldEquals(name, value) } }),
    ['todos.access.update', `${JSON.stringify(value)} is never the value of ${name}`, remedy],
  ]),
  [
    'a timeout that is no duration',
    [declare({ fields }).operation('export', { timeout: '-5m', run }), users],
    ['todos.actions.export.timeout', ...noDuration('"-5m"')],
  ],
]

describe('rules that are refused at start', () => {
  for (const row of rows) it(row[0], () => assert.deepEqual(foundOf(row), toFaults(row)))
  it('one rule for all verbs is refused for each', () => {
    const found = faultsOf(...options({ access: wrong }))
    assert.deepEqual(
      found.map(({ path }) => path),
      ['list', 'read', 'create', 'update', 'delete'].map((verb) => `todos.access.${verb}`),
    )
  })
})

describe('rules that are taken', () => {
  const taken: readonly FaultRow[] = [
    ['owners by reference', options({ access: isOwner('ownerId') })],
    ['the row itself', options({ access: isSelf() })],
    [
      'values of system fields',
      options({ access: fieldEquals('id', '0190a000-0000-7000-8000-00000000000a') }),
    ],
    ['values as they are kept', options({ fields: kinds, access: fieldEquals('price', '9.50') })],
    ['values beyond the bounds', options({ fields: kinds, access: fieldEquals('name', 'abcd') })],
    ['freshness within half an hour', options({ access: isFresh({ within: '0.5h' }) })],
  ]
  for (const row of taken) it(row[0], () => assert.deepEqual(foundOf(row), []))
})
