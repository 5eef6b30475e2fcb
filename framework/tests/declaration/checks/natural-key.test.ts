import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { field, hasRole } from '../../../src/index.ts'
import { declare, foundOf, toFaults, type FaultRow } from './faults.ts'

const fields = {
  sku: field.text().unique(),
  area: field.text(),
  name: field.text(),
  note: field.text().optional(),
  pin: field.secret(),
  rank: field.integer().readOnly().default(0),
  cost: field.integer().visible(hasRole('boss')),
  tags: field.list(field.text()),
  limit: field.integer(),
}
const withKey = (upsert: unknown, unique: string[][] = []) => declare({ fields, upsert, unique })
const named = ['todos.upsert[0]', 'name other fields'] as const

const rows: readonly FaultRow[] = [
  ['a unique field', withKey(['sku'])],
  ['fields that are unique together', withKey(['area', 'name'], [['area', 'name']])],
  ['the same in another order', withKey(['name', 'area'], [['area', 'name']])],
  ['ids', withKey(true)],
  ['nothing', withKey(false)],
  [
    'no field at all',
    withKey([]),
    ['todos.upsert', 'does not name one row', 'write true, or name the fields that name a row'],
  ],
  [
    'a field that is not unique',
    withKey(['name']),
    ['todos.upsert', 'does not name one row', 'add .unique() to name'],
  ],
  [
    'fields of which only some are unique together',
    withKey(['area', 'name'], [['area', 'name', 'limit']]),
    ['todos.upsert', 'does not name one row', "declare unique: [['area', 'name']]"],
  ],
  [
    'a field named twice',
    withKey(['area', 'area'], [['area', 'name']]),
    ['todos.upsert', 'does not name one row', "declare unique: [['area', 'area']]"],
  ],
  [
    'a field that is none',
    withKey(['id']),
    ['todos.upsert[0]', 'id is no field', `name one of ${Object.keys(fields).join(', ')}`],
  ],
  [
    'a field that may be empty',
    withKey(['note']),
    [named[0], 'note may have no value', 'remove .optional()'],
  ],
  ['a secret', withKey(['pin']), [named[0], 'pin cannot be compared', named[1]]],
  ['a list', withKey(['tags']), [named[0], 'tags cannot be compared', named[1]]],
  ['what clients do not write', withKey(['rank']), [named[0], 'rank is not for clients to write', named[1]]],
  [
    'what is not for everyone',
    withKey(['cost']),
    [named[0], 'cost is not for everyone to see', 'name other fields, or show it to everyone'],
  ],
  [
    'a parameter',
    withKey(['limit']),
    [named[0], 'limit is a parameter of every collection', 'rename the field'],
  ],
]

describe('a natural key of', () => {
  for (const row of rows) it(row[0], () => assert.deepEqual(foundOf(row), toFaults(row)))
})
