import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parse } from 'csv-parse/sync'
import * as fc from 'fast-check'
import { anyone } from '../../src/declaration/policy/rule.ts'
import { anonymous } from '../../src/declaration/policy/principal.ts'
import { createModels } from '../../src/declaration/resource/registry.ts'
import { resource } from '../../src/declaration/resource/resource.ts'
import { field } from '../../src/declaration/schema/field.ts'
import { parseListQuery } from '../../src/protocol/query/list-request.ts'
import { Addresses } from '../../src/protocol/representation/addresses.ts'
import { csv } from '../../src/protocol/representation/csv.ts'
import { Links } from '../../src/protocol/representation/links.ts'
import { contextOf } from '../query/shop.ts'

const models = createModels([
  resource('people', { fields: { name: field.text() }, access: anyone() }),
  resource('notes', {
    fields: {
      text: field.text().multiline().optional(),
      size: field.integer().optional(),
      price: field.decimal().optional(),
      isDone: field.boolean().default(false),
      tags: field.list(field.text()).default([]),
      details: field.json().optional(),
      personId: field.reference('people').optional(),
    },
    access: anyone(),
    expand: ['person'],
  }),
])
const model = models.get('notes')!
const page = { limit: 20, next: null, prev: null, first: '/notes' }

function write(rows: readonly object[], query: string): string {
  const { view } = parseListQuery(model, query, contextOf())
  const links = new Links(new Addresses(''), { principal: anonymous, now: 0 })
  const found = rows.map((row) => ({ json: JSON.stringify(row) }))
  return String(csv.writePage!(found, page, { model, view, links }))
}
const read = (text: string): string[][] => parse(text, { record_delimiter: '\r\n' })

describe('a table', () => {
  it('has a line of names even without rows', () => {
    assert.equal(write([], 'fields=text,size,person.name'), 'text,size,person.name\r\n')
  })
  it('has every property that is shown, in its order', () => {
    const [names] = read(write([], 'expand=person'))
    assert.deepEqual(names, [
      'id',
      'text',
      'size',
      'price',
      'isDone',
      'tags',
      'details',
      'personId',
      'createdAt',
      'updatedAt',
      'person.id',
      'person.name',
      'person.createdAt',
      'person.updatedAt',
    ])
  })
  it('ends every line as RFC 4180 says', () => {
    const text = write([{ text: 'a\nb' }, { text: 'c' }], 'fields=text')
    assert.equal(text, 'text\r\n"a\nb"\r\nc\r\n')
  })
  const cells: [title: string, row: object, query: string, cell: string][] = [
    ['nothing is empty', { text: null, size: 1 }, 'text,size', ',1'],
    ['a cell alone is never an empty line', { text: null }, 'text', '""'],
    ['empty text is quoted', { text: '', size: 1 }, 'text,size', '"",1'],
    ['a quote is doubled', { text: 'say "hi"' }, 'text', '"say ""hi"""'],
    ['a comma is quoted', { text: 'a,b' }, 'text', '"a,b"'],
    ['space at the edge is quoted', { text: ' a ' }, 'text', '" a "'],
    ['numbers stay numbers', { size: -5 }, 'size', '-5'],
    ['decimals stay numbers', { price: '-5.50' }, 'price', '-5.50'],
    ['booleans are words', { isDone: true }, 'isDone', 'true'],
    ['lists are JSON', { tags: ['a', '=b'] }, 'tags', '"[""a"",""=b""]"'],
    ['objects are JSON', { details: { a: [1] } }, 'details', '"{""a"":[1]}"'],
    ['a formula is made text', { text: '=1+1' }, 'text', "'=1+1"],
    [
      'a formula with quotes is made text',
      { text: '=HYPERLINK("x","y")' },
      'text',
      `"'=HYPERLINK(""x"",""y"")"`,
    ],
    ['plus is made text', { text: '+1' }, 'text', "'+1"],
    ['minus is made text', { text: '-1' }, 'text', "'-1"],
    ['at is made text', { text: '@SUM(A1)' }, 'text', "'@SUM(A1)"],
    ['a tab is made text', { text: '\t=1' }, 'text', `"'\t=1"`],
    ['a line end is made text', { text: '\n=1' }, 'text', `"'\n=1"`],
    ['a JSON value that is text is made text', { details: '=1' }, 'details', "'=1"],
    ['text in numbers’ clothes is none', { size: '=1' }, 'size', "'=1"],
    ['an apostrophe keeps its meaning', { text: "'=1" }, 'text', "''=1"],
    ['an apostrophe alone is left', { text: "'s" }, 'text', "'s"],
    ['nobody is referred to', { person: null, size: 1 }, 'size,person.name', '1,'],
    ['somebody is referred to', { person: { name: '=x' }, size: 1 }, 'size,person.name', "1,'=x"],
  ]
  for (const [title, row, fields, cell] of cells) {
    it(title, () =>
      assert.equal(write([row], `fields=${fields}`).split('\r\n').slice(1).join('\r\n'), `${cell}\r\n`),
    )
  }
})

describe('any table', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^['=+@"\-\t\r\n,; a]*$/))
  const row = fc.record({
    text: fc.option(text),
    size: fc.option(fc.integer()),
    tags: fc.array(text, { maxLength: 3 }),
    details: fc.oneof(text, fc.dictionary(fc.string(), fc.jsonValue())),
  })
  /** What one reads who knows that an apostrophe before a formula is not part of it. */
  const undo = (cell: string): string => (/^'+[=+\-@\t\r\n]/.test(cell) ? cell.slice(1) : cell)

  it('reads as it was written', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), (rows) => {
        const given = rows.map((each) => ({ ...each, text: each.text?.toWellFormed() ?? null }))
        const [, ...lines] = read(write(given, 'fields=text,size,tags,details'))
        assert.equal(lines.length, given.length)
        for (const [index, [shown, size, tags, details]] of lines.entries()) {
          const expected = given[index]!
          assert.equal(undo(shown!), expected.text ?? '')
          assert.equal(size, expected.size === null ? '' : String(expected.size))
          assert.deepEqual(JSON.parse(tags!), JSON.parse(JSON.stringify(expected.tags)))
          const isText = typeof expected.details === 'string'
          assert.equal(
            isText ? undo(details!) : details,
            isText ? expected.details : JSON.stringify(expected.details),
          )
        }
      }),
    )
  })
  it('holds no formula', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), (rows) => {
        const [, ...lines] = read(write(rows, 'fields=text,tags,details'))
        for (const cell of lines.flat()) assert.doesNotMatch(cell, /^[=+\-@\t\r\n]/)
      }),
    )
  })
})
