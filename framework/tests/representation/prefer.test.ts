import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assert as hold, property, string } from 'fast-check'
import { parsePreferences, type Preferences } from '../../src/protocol/representation/prefer.ts'

describe('preferences are read', () => {
  const minimal: Preferences = { return: 'minimal' }
  const both: Preferences = { return: 'minimal', handling: 'lenient' }
  const rows: readonly (readonly [title: string, sent: string, read: Preferences])[] = [
    ['one', 'return=minimal', minimal],
    ['the other', 'return=representation', { return: 'representation' }],
    ['several', 'return=minimal, handling=lenient', both],
    ['without spaces', 'return=minimal,handling=lenient', both],
    ['with empty elements', ' , ,return=minimal,, handling=lenient ,', both],
    ['with spaces around the sign', 'return = minimal', minimal],
    ['in quotes', 'return="minimal"', minimal],
    ['with escapes', String.raw`return="mini\mal"`, minimal],
    ['with parameters', 'return=minimal; a=b; c; d="e, f=g", handling=lenient', both],
    ['beside others', 'respond-async, wait=10, return=minimal, foo="bar"', minimal],
    ['in capital letters', 'Return=minimal', minimal],
    ['the first of two', 'return=minimal, return=representation', minimal],
    ['the first of two, even if nobody knows it', 'return=none, return=minimal', {}],
    ['none in an unknown value', 'return=Minimal', {}],
    ['none without a value', 'return, handling=""', {}],
    ['none where there is none', '', {}],
    ['what is well-formed beside what is not', 'a=b=c, return=minimal', minimal],
    ['what follows an open quote not', 'a="b, return=minimal', minimal],
    ['none before what is no parameter', 'return=minimal; "', {}],
    ['none before what is no end', 'return=minimal b, handling=lenient', { handling: 'lenient' }],
    ['spaces and all', 'return\t= minimal ;  ; a = "b" \t ; , handling=lenient ', both],
    ['not the names objects have', 'constructor=x, __proto__=y, toString', {}],
  ]
  for (const [title, sent, read] of rows) {
    it(title, () => assert.deepEqual(parsePreferences(sent), read))
  }

  it('whatever is sent', () => {
    hold(
      property(string({ unit: 'binary' }), string(), (before, after) => {
        const read = parsePreferences(`${before},return=minimal,${after}`)
        assert.ok(Object.keys(read).every((name) => ['return', 'handling'].includes(name)))
      }),
    )
  })

  it('at once, however long it goes on', () => {
    const hostile = [' ', ',', ';', 'a=', '"', 'a;', '\\"', 'a="'].map((text) => text.repeat(8000)).join('')
    assert.deepEqual(parsePreferences(hostile), {})
    const ambiguous = [
      `a${';   '.repeat(4000)}"`,
      ' ,'.repeat(8000),
      `a${'; '.repeat(8000)}=`,
      'a="\\",'.repeat(3000),
    ]
    for (const text of ambiguous) assert.deepEqual(parsePreferences(text), {})
  })
})
