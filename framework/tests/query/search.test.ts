import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { anyOf, anyone, hasRole, isOwner, nobody, signedIn } from '../../src/declaration/policy/rule.ts'
import { createModels } from '../../src/declaration/resource/registry.ts'
import { resource } from '../../src/declaration/resource/resource.ts'
import { field } from '../../src/declaration/schema/field.ts'
import { budget } from '../../src/protocol/query/budget.ts'
import { parseListQuery } from '../../src/protocol/query/list-request.ts'
import { toListParameters } from '../../src/protocol/query/parameters.ts'
import { parseSearch, searchNamesFor } from '../../src/protocol/query/search.ts'
import { faultsOf } from './refused.ts'
import { admin, ann, anonymous, contextOf } from './shop.ts'

/** `green "te a" cup*`: what is left of a text. */
function read(text: string): string {
  const codes: string[] = []
  const search = parseSearch(text, ['name'], (code) => codes.push(code))
  if (search === undefined) return codes.join()
  assert.deepEqual([search.fields, codes], [['name'], []])
  return search.terms
    .map(
      ({ words, isPrefix }) =>
        (words.length > 1 ? `"${words.join(' ')}"` : words.join()) + (isPrefix ? '*' : ''),
    )
    .join(' ')
}

describe('a search', () => {
  const rows: readonly [text: string, terms: string][] = [
    ['tea', 'tea*'],
    ['green tea', 'green tea*'],
    ['  green \t tea\n', 'green tea*'],
    ['Green TEA', 'Green TEA*'],
    ['"green tea"', '"green tea"'],
    ['"green tea" cup', '"green tea" cup*'],
    ['cup "green tea"', 'cup "green tea"'],
    ['"tea"', 'tea'],
    ['tea "', 'tea*'],
    ['"green tea', 'green tea*'],
    ['tea""', 'tea*'],
    ['"!" tea', 'tea*'],
    ['"a""b"', 'a b'],
    ['two-handed', 'two handed*'],
    ["o'neil's", 'o neil s*'],
    ['AT&T', 'AT T*'],
    ['a*b^c:(d) OR NOT -e +f {g}', 'a b c d OR NOT e f g*'],
    ['NEAR(a b, 5)', 'NEAR a b 5*'],
    ['%_\\', 'no_words'],
    ['e\u0301te\u0301', '\u00e9t\u00e9*'],
    ['naïve 東京 чай ٣', 'naïve 東京 чай ٣*'],
    ['😀 tea', 'tea*'],
    ['\u0000tea\u0000', 'tea*'],
    ['\ud800 tea', 'tea*'],
    ['', 'no_words'],
    ['   ', 'no_words'],
    ['?!…', 'no_words'],
    ['""', 'no_words'],
    ['😀', 'no_words'],
    ['x'.repeat(budget.searchLength), `${'x'.repeat(budget.searchLength)}*`],
    ['x'.repeat(budget.searchLength + 1), 'too_long'],
    ['a '.repeat(budget.searchWords), `${'a '.repeat(budget.searchWords).trim()}*`],
    ['a '.repeat(budget.searchWords + 1), 'too_many_words'],
    [`"${'a '.repeat(budget.searchWords + 1)}"`, 'too_many_words'],
  ]
  for (const [text, terms] of rows) {
    it(`for ${JSON.stringify(text).slice(0, 60)}`, () => assert.equal(read(text), terms))
  }
})

const models = createModels([
  resource('items', {
    fields: {
      name: field.text(),
      text: field.text().visible(signedIn()),
      note: field.text().visible(anyOf(isOwner('sellerId'), hasRole('admin'))),
      plan: field.text().visible(nobody()),
      sellerId: field.owner('users'),
    },
    access: anyone(),
    sort: ['name'],
    search: ['text', 'name', 'note', 'plan', 'name'],
  }),
  resource('hidden', {
    fields: { name: field.text().visible(hasRole('admin')) },
    access: anyone(),
    search: ['name'],
  }),
  resource('users', { fields: { name: field.text() }, access: anyone() }),
])
const items = models.get('items')!

describe('what is searched', () => {
  it('is what the caller sees on every row', () => {
    const namesFor = (principal: typeof ann) => [...searchNamesFor(items, contextOf(principal))]
    assert.deepEqual(namesFor(anonymous), ['name'])
    assert.deepEqual(namesFor(ann), ['text', 'name'])
    assert.deepEqual(namesFor(admin), ['text', 'name', 'note'])
  })
  it('stands in the query of the list', () => {
    const { query } = parseListQuery(items, 'q=green+tea', contextOf(ann))
    assert.deepEqual(query.search, {
      fields: ['text', 'name'],
      terms: [
        { words: ['green'], isPrefix: false },
        { words: ['tea'], isPrefix: true },
      ],
    })
    assert.deepEqual(
      query.sort.map(({ property }) => property),
      ['_rank', 'id'],
    )
    assert.equal('search' in parseListQuery(items, 'limit=5', contextOf(ann)).query, false)
  })
  it('may be sorted otherwise', () => {
    const { query } = parseListQuery(items, 'q=tea&sort=name', contextOf(ann))
    assert.deepEqual(
      query.sort.map(({ property }) => property),
      ['name', 'id'],
    )
  })
  const refusals: readonly [
    title: string,
    name: string,
    query: string,
    caller: typeof ann,
    fault: unknown,
  ][] = [
    ['without words', 'items', 'q=', ann, ['q', 'no_words', 'must have a word: a letter or a digit']],
    ['twice', 'items', 'q=a&q=b', ann, ['q', 'repeated_parameter', 'must stand once']],
    ['too long', 'items', `q=${'a'.repeat(201)}`, ann, ['q', 'too_long', 'must have at most 200 characters']],
    [
      'of what nobody sees',
      'hidden',
      'q=a',
      ann,
      ['q', 'unknown_parameter', 'is no parameter of this resource'],
    ],
    [
      'where nothing is declared',
      'users',
      'q=a',
      admin,
      ['q', 'unknown_parameter', 'is no parameter of this resource'],
    ],
    [
      'by its rank',
      'items',
      'q=a&sort=_rank',
      ann,
      ['sort', 'unknown_field', 'names "_rank", which is not one of: name'],
    ],
  ]
  for (const [title, name, query, caller, expected] of refusals) {
    it(`is refused ${title}`, () => {
      const faults = faultsOf(() => parseListQuery(models.get(name)!, query, contextOf(caller)))
      assert.deepEqual(
        faults.map(({ parameter, code, detail }) => [parameter, code, detail]),
        [expected],
      )
    })
  }
  it('is a parameter where it is declared', () => {
    const names = (name: string) => toListParameters(models.get(name)!).map((each) => each.name)
    assert.deepEqual([names('items').includes('q'), names('users').includes('q')], [true, false])
  })
})
