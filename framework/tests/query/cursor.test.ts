import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { createCursorCodec } from '../../src/protocol/query/cursor.ts'
import { parseListQuery, type QueryContext } from '../../src/protocol/query/list-request.ts'
import { toPageLinks } from '../../src/protocol/query/page-links.ts'
import { faultsOf } from './refused.ts'
import { admin, ann, anonymous, contextOf, cursors, modelOf } from './shop.ts'

const position = fc.array(
  fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.boolean(), fc.constant(null)),
)

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

describe('the cursor codec', () => {
  it('gives back every position it was given', () => {
    fc.assert(
      fc.property(position, fc.string(), (values, binding) => {
        assert.deepEqual(cursors.decode(cursors.encode(values, binding), binding), values)
      }),
    )
  })
  it('writes characters a URL needs no escapes for', () => {
    fc.assert(fc.property(position, (values) => assert.match(cursors.encode(values, ''), /^[A-Za-z0-9_-]+$/)))
  })
  it('refuses another binding', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (made, asked) => {
        fc.pre(made !== asked)
        assert.equal(cursors.decode(cursors.encode([1], made), asked), undefined)
      }),
    )
  })
  it('refuses a cursor changed anywhere', () => {
    for (const id of ['i', 'id', 'ids']) {
      const cursor = cursors.encode(['2026-03-01T00:00:00.000Z', id], 'b')
      for (const [index, character] of [...cursor].entries()) {
        // The nearest character: at the end it may differ in bits that stand for nothing.
        const near = alphabet[(alphabet.indexOf(character) + 1) % 64]
        const changed = cursor.slice(0, index) + near + cursor.slice(index + 1)
        assert.equal(cursors.decode(changed, 'b'), undefined)
      }
    }
  })
  it('refuses what is no cursor', () => {
    fc.assert(fc.property(fc.string(), (text) => assert.equal(cursors.decode(text, ''), undefined)))
  })
  it('refuses cursors of another secret', () => {
    const other = createCursorCodec(new Uint8Array(32))
    assert.equal(other.decode(cursors.encode([1], ''), ''), undefined)
  })
  it('reads cursors of another instance with the same secret', () => {
    const other = createCursorCodec(new Uint8Array(32).fill(7))
    assert.deepEqual(other.decode(cursors.encode([1], ''), ''), [1])
  })
})

describe('a cursor of a list', () => {
  const query = 'state=open&stock[gt]=1&sort=-name&limit=5'
  const nextOf = (context: QueryContext): string => {
    const request = parseListQuery(modelOf('items'), query, context)
    const ends = { first: ['a', 'x'], last: ['b', 'y'], hasNext: true, hasPrevious: false }
    const { next } = toPageLinks('/items', modelOf('items'), request, ends, context)
    return new URLSearchParams(next!.split('?')[1]).get('after')!
  }
  const cursor = nextOf(contextOf())
  const accepts = (text: string, context: QueryContext = contextOf(), model = 'items') =>
    faultsOf(() => parseListQuery(modelOf(model), `${text}&after=${cursor}`, context)).every(
      ({ code }) => code !== 'invalid_cursor',
    )

  it('leads to the place it was made for', () => {
    const { query: asked } = parseListQuery(modelOf('items'), `${query}&after=${cursor}`, contextOf())
    assert.deepEqual(asked.start, { kind: 'after', position: ['b', 'y'] })
  })
  const rows: readonly [title: string, accepted: boolean, query: string, context?: QueryContext][] = [
    ['is good for its own list', true, query],
    ['is good with its parameters in another order', true, 'sort=-name&stock[gt]=1&state=open'],
    ['is good with another limit', true, 'state=open&stock[gt]=1&sort=-name&limit=7'],
    ['is good with other fields shown', true, `${query}&fields=id&expand=tags&total=exact`],
    ['is no good with another filter', false, 'state=sold&stock[gt]=1&sort=-name'],
    ['is no good with one more filter', false, `${query}&isNew=true`],
    ['is no good with a where', false, `${query}&where={}`],
    ['is no good with another order', false, 'state=open&stock[gt]=1&sort=name'],
    ['is no good for another caller', false, query, contextOf(ann)],
    ['is no good for anonymous callers', false, query, contextOf(anonymous)],
    ['is no good through another client', false, query, contextOf({ ...admin, client: 'app' })],
    ['is no good under another parent', false, query, { ...contextOf(), parent: 'stores/1' }],
  ]
  for (const [title, accepted, text, context] of rows) {
    it(title, () => assert.equal(accepts(text, context), accepted))
  }
  it('is no good for another resource', () => {
    assert.equal(accepts('', contextOf(), 'notes'), false)
  })
})
