// Whatever operations are sent: done as a whole, or refused with nothing changed, and never our fault.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import {
  array,
  assert as assertAlways,
  asyncProperty,
  constantFrom,
  jsonValue,
  oneof,
  record,
  string,
  tuple,
} from 'fast-check'
import { makePaper } from './patched-papers.ts'

const names = [
  'title',
  'note',
  'price',
  'rate',
  'count',
  'tags',
  'doc',
  'shape',
  'views',
  'rank',
  'margin',
  'pin',
  'vault',
  'hint',
  'id',
  'updatedAt',
  'label',
  'owner',
]
const tokens = [
  '',
  '-',
  '0',
  '1',
  '01',
  '99',
  'a',
  'b',
  'width',
  'toString',
  '__proto__',
  '~0',
  '~1',
  'length',
]
const path = oneof(
  {
    weight: 6,
    arbitrary: tuple(constantFrom(...names), array(constantFrom(...tokens), { maxLength: 3 })).map(
      ([name, rest]) => ['', name, ...rest].join('/'),
    ),
  },
  { weight: 1, arbitrary: string() },
  { weight: 1, arbitrary: constantFrom('', '/', '//') },
)
const value = oneof(
  constantFrom<unknown>('x', 1, null, ['x', 'y'], { a: { b: [1] } }, { width: 1 }, '12.50', true),
  jsonValue(),
)
const operation = record({
  op: constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test'),
  path,
  from: path,
  value,
})

it('a JSON Patch is done or refused, whatever it says', async () => {
  const values = { note: 'n', tags: ['a', 'b'], doc: { a: [{ b: 1 }, 'x'], b: null }, shape: { width: 1 } }
  const statuses = new Set<number>()
  const property = asyncProperty(array(operation, { minLength: 1, maxLength: 5 }), async (operations) => {
    const paper = await makePaper(values)
    const answer = await paper.patch(operations)
    statuses.add(answer.status)
    assert.ok([200, 403, 409, 422].includes(answer.status), answer.text)
    if (answer.status === 200) assert.equal(answer.headers['etag'], '"2"')
    else await paper.isUnchanged()
  })
  await assertAlways(property, { numRuns: 600 })
  assert.ok(statuses.has(200) && statuses.has(422) && statuses.has(409))
})
