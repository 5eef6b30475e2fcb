import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DOMParser, type Element } from '@xmldom/xmldom'
import * as fc from 'fast-check'
import { anyone } from '../../src/declaration/policy/rule.ts'
import { anonymous } from '../../src/declaration/policy/principal.ts'
import { createModels } from '../../src/declaration/resource/registry.ts'
import { resource } from '../../src/declaration/resource/resource.ts'
import { field } from '../../src/declaration/schema/field.ts'
import { parseListQuery } from '../../src/protocol/query/list-request.ts'
import { Addresses } from '../../src/protocol/representation/addresses.ts'
import { Links } from '../../src/protocol/representation/links.ts'
import type { PageMembers } from '../../src/protocol/representation/representation.ts'
import { xml } from '../../src/protocol/representation/xml.ts'
import { contextOf } from '../query/shop.ts'

const models = createModels([
  resource('notes', {
    fields: { text: field.text().optional(), details: field.json().optional() },
    access: anyone(),
  }),
  resource('pages', { fields: { text: field.text() }, access: anyone() }),
  resource('news', { fields: { text: field.text() }, access: anyone() }),
])
const showingOf = (name: string) => {
  const model = models.get(name)!
  const { view } = parseListQuery(model, '', contextOf())
  return { model, view, links: new Links(new Addresses(''), { principal: anonymous, now: 0 }) }
}
const page: PageMembers = { limit: 2, next: '/notes?a=1&b=2', prev: null, first: '/notes' }

const start = '<?xml version="1.0" encoding="UTF-8"?>\n'
const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
const writeRow = (row: object, name = 'notes'): string =>
  String(xml.writeItem!({ json: JSON.stringify(row) }, showingOf(name)))
const writeRows = (rows: readonly object[], name = 'notes'): string =>
  String(
    xml.writePage!(
      rows.map((row) => ({ json: JSON.stringify(row) })),
      page,
      showingOf(name),
    ),
  )

/** The root of a document; fails the test where it is not well-formed. */
function parse(text: string): Element {
  const onError = (level: string, message: string) => {
    // What stands in the place of what XML cannot hold looks like a mistake of another kind.
    if (level !== 'warning' || !message.includes('replacement character')) assert.fail(`${message}\n${text}`)
  }
  return new DOMParser({ onError }).parseFromString(text, 'application/xml').documentElement!
}

describe('a row in XML', () => {
  const cases: [title: string, row: object, content: string][] = [
    ['text', { text: 'a' }, '<text>a</text>'],
    ['empty text', { text: '' }, '<text></text>'],
    ['nothing', { text: null }, '<text xsi:nil="true"/>'],
    ['marks', { text: `<a href="x">&'` }, `<text>&lt;a href=&quot;x&quot;&gt;&amp;'</text>`],
    ['an end of CDATA', { text: ']]>' }, '<text>]]&gt;</text>'],
    ['white space', { text: '\r\n\t' }, '<text>&#13;&#10;&#9;</text>'],
    [
      'what XML cannot hold',
      { text: 'a\u0000\u001b\ufffe\ud800b' },
      '<text>a\ufffd\ufffd\ufffd\ufffdb</text>',
    ],
    [
      'numbers and booleans',
      { details: { a: -1.5, b: false } },
      '<details><a>-1.5</a><b>false</b></details>',
    ],
    ['a list', { sizes: ['S', 'M'] }, '<sizes><size>S</size><size>M</size></sizes>'],
    [
      'a list of lists',
      { details: [[1], []] },
      '<details><detail><item>1</item></detail><detail></detail></details>',
    ],
    ['a list with an odd name', { data: [1] }, '<data><item>1</item></data>'],
    ['an empty list', { sizes: [] }, '<sizes></sizes>'],
    ['a related row', { store: { name: 'x' } }, '<store><name>x</name></store>'],
    ['related rows', { items: [{ name: 'x' }] }, '<items><item><name>x</name></item></items>'],
    ['a key that is no name', { details: { 'a b': 1 } }, '<details><member name="a b">1</member></details>'],
    [
      'a key with marks',
      { details: { '"<\n': 1 } },
      '<details><member name="&quot;&lt;&#10;">1</member></details>',
    ],
    ['a reserved key', { details: { xmlns: 1 } }, '<details><member name="xmlns">1</member></details>'],
    [
      'a key like a prefix',
      { details: { 'xsi:nil': true } },
      '<details><member name="xsi:nil">true</member></details>',
    ],
  ]
  for (const [title, row, content] of cases) {
    it(title, () => {
      const text = writeRow(row)
      assert.equal(text, `${start}<note ${xsi}>${content}</note>`)
      parse(text)
    })
  }
})

describe('a page in XML', () => {
  it('has its rows and where it stands', () => {
    assert.equal(
      writeRows([{ text: 'a' }, { text: null }]),
      `${start}<notes ${xsi}><note><text>a</text></note><note><text xsi:nil="true"/></note><page><limit>2</limit><next>/notes?a=1&amp;b=2</next><prev xsi:nil="true"/><first>/notes</first></page></notes>`,
    )
  })
  for (const [name, row] of [
    ['pages', 'row'],
    ['news', 'news'],
  ] as const) {
    it(`of ${name} tells rows from the page`, () => {
      const children = [...parse(writeRows([{ text: 'a' }], name)).childNodes].map(({ nodeName }) => nodeName)
      assert.deepEqual(children, [row, 'page'])
    })
  }
})

describe('the result of an action in XML', () => {
  const results: [result: unknown, content: string][] = [
    [{ total: '1.50' }, `<quote ${xsi}><total>1.50</total></quote>`],
    [null, `<quote ${xsi} xsi:nil="true"/>`],
    [undefined, `<quote ${xsi} xsi:nil="true"/>`],
    ['text', `<quote ${xsi}>text</quote>`],
    [[1, 2], `<quote ${xsi}><item>1</item><item>2</item></quote>`],
  ]
  for (const [result, content] of results) {
    it(JSON.stringify(result) ?? 'undefined', () => {
      assert.equal(xml.writeResult!(result, 'quote'), start + content)
    })
  }
})

describe('any row', () => {
  // eslint-disable-next-line no-control-regex
  const illegal = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g
  const legal = (text: string) => text.toWellFormed().replace(illegal, '\ufffd')
  it('is well-formed and reads as it was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.jsonValue(), (text, details) => {
        const root = parse(writeRow({ text, details }))
        const [first] = root.getElementsByTagName('text')
        assert.equal(first!.textContent, legal(text))
      }),
    )
  })
})
