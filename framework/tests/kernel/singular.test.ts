import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { toSingular } from '../../src/kernel/values/singular.ts'

const rows: readonly (readonly [plural: string, singular: string])[] = [
  ['todos', 'todo'],
  ['users', 'user'],
  ['stores', 'store'],
  ['invoices', 'invoice'],
  ['companies', 'company'],
  ['categories', 'category'],
  ['boxes', 'box'],
  ['classes', 'class'],
  ['addresses', 'address'],
  ['branches', 'branch'],
  ['wishes', 'wish'],
  ['buzzes', 'buzz'],
  ['ties', 'tie'],
  ['replies', 'reply'],
  ['orderStatuses', 'orderStatus'],
  ['userCookies', 'userCookie'],
  ['bonuses', 'bonus'],
  ['menus', 'menu'],
  ['uses', 'use'],
  ['clauses', 'clause'],
  ['searches', 'search'],
  ['orderLines', 'orderLine'],
  ['timelapses', 'timelapse'],
  ['houses', 'house'],
  ['cases', 'case'],
  ['databases', 'database'],
  ['purchases', 'purchase'],
  ['responses', 'response'],
  ['statuses', 'status'],
  ['buses', 'bus'],
  ['sizes', 'size'],
  ['caches', 'cache'],
  ['movies', 'movie'],
  ['series', 'series'],
  ['news', 'news'],
  ['sheep', 'sheep'],
  ['class', 'class'],
  ['status', 'status'],
  ['data', 'data'],
  ['s', 's'],
  ['', ''],
]

describe('the singular of', () => {
  for (const [plural, singular] of rows) {
    it(`${plural || 'nothing'} is ${singular || 'nothing'}`, () => assert.equal(toSingular(plural), singular))
  }
})
