import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { Problem } from '../../src/kernel/problem/problem.ts'
import { parseJson } from '../../src/protocol/body/parse-json.ts'

const encode = (text: string) => new TextEncoder().encode(text)
const parse = (text: string) => parseJson(encode(text))

/** Why a body is refused; what else is thrown is thrown on. */
function detailOf(body: Uint8Array): string | undefined {
  try {
    parseJson(body)
    return undefined
  } catch (error) {
    if (error instanceof Problem && error.code === 'MALFORMED_BODY' && error.status === 400)
      return error.detail
    throw error
  }
}

const nested = (depth: number, open = '[', close = ']') => open.repeat(depth) + close.repeat(depth)

describe('a JSON body', () => {
  const rows: readonly (readonly [title: string, text: string, value: unknown])[] = [
    ['an object', '{"a":1}', { a: 1 }],
    ['white space anywhere', ' \t\r\n{ "a" \n:\t1 , "b":2 } ', { a: 1, b: 2 }],
    ['a value alone', '"x"', 'x'],
    ['nothing but null', 'null', null],
    ['a byte order mark', '\ufeff{"a":1}', { a: 1 }],
    ['escapes', '{"\\u0061\\n":"\\ud83d\\ude00\\"\\\\"}', { 'a\n': '😀"\\' }],
    ['braces in texts', '{"a":"[[{{\\"","b":"}}]]"}', { a: '[[{{"', b: '}}]]' }],
    ['a backslash at the end of a text', '{"a":"\\\\","b":"\\\\\\\\"}', { a: '\\', b: '\\\\' }],
    [
      'the same member in different objects',
      '[{"a":1},{"a":2},{"a":{"a":3}}]',
      [{ a: 1 }, { a: 2 }, { a: { a: 3 } }],
    ],
    ['a member and a value of one name', '{"a":"a","b":"a"}', { a: 'a', b: 'a' }],
    ['members that differ in case', '{"a":1,"A":2}', { a: 1, A: 2 }],
    ['members that differ in form', '{"é":1,"e\u0301":2}', { é: 1, 'e\u0301': 2 }],
    ['an empty member', '{"":1}', { '': 1 }],
    ['a text before a colon in a text', '{"a":"b\\":c"}', { a: 'b":c' }],
    ['sixty-four levels of arrays', nested(64), JSON.parse(nested(64))],
    ['numbers at their ends', '[1e308,-0,5e-324,1E+2]', [1e308, -0, 5e-324, 100]],
    ['numbers beyond their ends', '[1e999,-1e999,1e-999]', [Infinity, -Infinity, 0]],
  ]
  for (const [title, text, value] of rows) it(`may have ${title}`, () => assert.deepEqual(parse(text), value))

  it('may have members that objects have of their own', () => {
    const value = parse('{"__proto__":{"polluted":true},"constructor":1,"toString":2}') as object
    assert.deepEqual(Object.keys(value), ['__proto__', 'constructor', 'toString'])
    assert.equal(Object.getPrototypeOf(value), Object.prototype)
    assert.equal('polluted' in {}, false)
  })
})

describe('a body is refused as JSON', () => {
  const notJson = 'The body is not JSON.'
  const tooDeep = 'The body is nested deeper than 64 levels.'
  const rows: readonly (readonly [title: string, text: string, detail: string])[] = [
    ['when it is empty', '', 'The body is empty; send JSON.'],
    ['of white space alone', ' \n', notJson],
    ['cut off', '{"a":1', notJson],
    ['cut off in a text', '{"a":"x', notJson],
    ['cut off in an escape', '"\\', notJson],
    ['with more behind it', '{} {}', notJson],
    ['with a comma too many', '[1,]', notJson],
    ['with a comment', '{} // x', notJson],
    ['with single quotes', "{'a':1}", notJson],
    ['with bare members', '{a:1}', notJson],
    ['with a leading zero', '01', notJson],
    ['with a plus', '+1', notJson],
    ['with hexadecimals', '0x1', notJson],
    ['with NaN', '[NaN]', notJson],
    ['with Infinity', '[Infinity]', notJson],
    ['with a bare point', '[1.]', notJson],
    ['with undefined', 'undefined', notJson],
    ['with a control character in a text', '"a\nb"', notJson],
    ['with NUL', '{"a":1}\u0000', notJson],
    ['with a wrong escape', '"\\x41"', notJson],
    ['with brackets that do not fit', '[}', notJson],
    ['with more closed than opened', ']]]]', notJson],
    ['with a member twice', '{"a":1,"a":1}', 'The member "a" stands twice.'],
    ['with a member twice, once escaped', '{"a":1,"\\u0061":2}', 'The member "a" stands twice.'],
    ['with a member twice, far down', '[{"x":[{"b":{},"c":1,"b":2}]}]', 'The member "b" stands twice.'],
    ['with a member twice after an object', '{"a":{"b":1},"a":2}', 'The member "a" stands twice.'],
    ['with a member twice before white space', '{"a"  :1,"a"\n:2}', 'The member "a" stands twice.'],
    ['with an empty member twice', '{"":1,"":2}', 'The member "" stands twice.'],
    ['with __proto__ twice', '{"__proto__":1,"__proto__":2}', 'The member "__proto__" stands twice.'],
    ['with quotes in a member twice', '{"\\"":1,"\\u0022":2}', 'The member "\\"" stands twice.'],
    ['beyond sixty-four levels', nested(65), tooDeep],
    ['beyond sixty-four levels of objects', '{"a":'.repeat(65) + '1' + '}'.repeat(65), tooDeep],
    ['of levels without end', '['.repeat(1_000_000), tooDeep],
    ['of levels without end, mixed', '[{"a":'.repeat(100_000), tooDeep],
  ]
  for (const [title, text, detail] of rows) it(title, () => assert.equal(detailOf(encode(text)), detail))

  const bytes: readonly (readonly [title: string, body: readonly number[]])[] = [
    ['a lone continuation byte', [0x22, 0x80, 0x22]],
    ['a character cut off', [0x22, 0xe2, 0x82, 0x22]],
    ['an overlong form', [0x22, 0xc0, 0x80, 0x22]],
    ['a surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['Latin-1', [0x22, 0xe9, 0x22]],
    ['UTF-16', [0xff, 0xfe, 0x22, 0x00, 0x22, 0x00]],
    ['beyond Unicode', [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22]],
  ]
  for (const [title, body] of bytes) {
    it(`with ${title}`, () => assert.equal(detailOf(Uint8Array.from(body)), 'The body is not UTF-8.'))
  }
})

describe('any JSON', () => {
  const spaces = fc.constantFrom('', ' ', '\t', '  ')
  it('is parsed to what it was rendered from', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), spaces, (value, space) => {
        assert.deepEqual(parse(JSON.stringify(value, null, space)), JSON.parse(JSON.stringify(value)))
      }),
    )
  })
  it('is refused once a member stands twice', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { minKeys: 1, maxKeys: 4 })
    const wrap = fc.array(fc.constantFrom('[', '{"w":'), { maxLength: 5 })
    fc.assert(
      fc.property(object, wrap, fc.nat(), (members, around, pick) => {
        const names = Object.keys(members)
        const twice = JSON.stringify(names[pick % names.length])
        const text = `${JSON.stringify(members).slice(0, -1)},${twice}:0}`
        const closed = around.map((open) => (open === '[' ? ']' : '}')).toReversed()
        const body = around.join('') + text + closed.join('')
        assert.match(detailOf(encode(body)) ?? 'taken', /stands twice/)
      }),
    )
  })
  it('is taken as the language takes it, or refused', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      '\\',
      '\\u00',
      '"a"',
      '"a":',
      '1',
      '-',
      'e5',
      'null',
      ' ',
      '\n',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), (list) => {
        const text = list.join('')
        if (detailOf(encode(text)) === undefined) assert.deepEqual(parse(text), JSON.parse(text))
      }),
      { numRuns: 2000 },
    )
  })
  it('is never anything but refused, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (body) => void detailOf(body)),
      { numRuns: 1000 },
    )
  })
})
