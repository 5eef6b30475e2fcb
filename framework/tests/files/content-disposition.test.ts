import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import {
  parseFileName,
  toContentDisposition,
  toFileName,
} from '../../src/protocol/files/content-disposition.ts'

const name = fc.string({ unit: 'binary', maxLength: 300 }).map((text) => toFileName(text, 'file'))

describe('the name of a file', () => {
  it('comes back from the header it was put into', () => {
    fc.assert(
      fc.property(name, (text) => assert.equal(parseFileName(toContentDisposition(text, 'a/b')), text)),
    )
  })
  it('never breaks its header', () => {
    fc.assert(fc.property(name, (text) => assert.match(toContentDisposition(text, 'a/b'), /^[ -~]+$/)))
  })
  it('has no folder, no control character, and some length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (sent) => {
        const kept = toFileName(sent, 'file')
        assert.doesNotMatch(kept, /[/\\\p{Cc}\p{Cf}\u2028\u2029]|^\.*$/u)
        assert.ok([...kept].length <= 255)
        assert.equal(toFileName(kept, 'file'), kept)
      }),
    )
  })
  for (const [header, expected] of [
    [undefined, undefined],
    ['attachment', undefined],
    ['attachment; filename=a.txt', 'a.txt'],
    ['attachment; filename="a b.txt"', 'a b.txt'],
    ['attachment; filename="a\\"b"', 'a"b'],
    ['attachment; FILENAME = "a"', 'a'],
    [`attachment; filename="x"; filename*=UTF-8''%e2%82%ac`, '€'],
    [`attachment; filename*=utf-8'en'a%20b; filename="x"`, 'a b'],
    [`attachment; filename*=UTF-8''%ff`, undefined],
    [`attachment; filename*=ISO-8859-1''%e9; filename="e"`, 'e'],
    ['attachment; filename=', undefined],
  ] as const) {
    it(`in ${header}`, () => assert.equal(parseFileName(header), expected))
  }
})

describe('a file is shown in a browser', () => {
  for (const [type, isShown] of [
    ['image/png', true],
    ['image/jpeg', true],
    ['video/mp4', true],
    ['audio/mpeg', true],
    ['image/svg+xml', false],
    ['text/html', false],
    ['text/plain', false],
    ['application/pdf', false],
    ['application/javascript', false],
    ['image/pngx', false],
  ] as const) {
    it(`${type}: ${isShown}`, () => {
      assert.equal(toContentDisposition('a', type).startsWith('inline'), isShown)
    })
  }
})
