import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { parseBasicCredentials } from '../../src/engine/identity/basic-credentials.ts'

const encode = (text: string | Buffer) => Buffer.from(text as string).toString('base64')

const read = [
  ['the example of RFC 7617 section 2', 'QWxhZGRpbjpvcGVuIHNlc2FtZQ==', 'Aladdin', 'open sesame'],
  ['the UTF-8 example of RFC 7617 section 2.1', 'dGVzdDoxMjPCow==', 'test', '123£'],
  ['colons in the password', encode('ann:a:b:'), 'ann', 'a:b:'],
  ['an empty password', encode('ann:'), 'ann', ''],
  ['an empty user', encode(':secret'), '', 'secret'],
  ['base64 without padding', 'QWxhZGRpbjpvcGVuIHNlc2FtZQ', 'Aladdin', 'open sesame'],
] as const

const refused = [
  ['nothing', ''],
  ['no colon', encode('ann')],
  ['what is not base64', 'ann:secret'],
  ['base64 with spaces', 'QWxh ZGRpbjpvcGVu'],
  ['two credentials', 'QTpC, QTpC'],
  ['Latin-1', encode(Buffer.from('test:123\u00a3', 'latin1'))],
  ['a NUL character', encode('ann:sec\u0000ret')],
  ['a line break', encode('ann\r\n:secret')],
  ['a C1 control character', encode('ann:\u0085')],
  ['a UTF-8 surrogate', encode(Buffer.from([0x61, 0x3a, 0xed, 0xa0, 0x80]))],
] as const

const texts = fc.string({ unit: 'grapheme' }).filter((text) => !/\p{Cc}/u.test(text))

describe('Basic credentials', () => {
  for (const [what, text, username, password] of read) {
    it(`read ${what}`, () => assert.deepEqual(parseBasicCredentials(text), { username, password }))
  }
  for (const [what, text] of refused) {
    it(`refuse ${what}`, () => assert.equal(parseBasicCredentials(text), undefined))
  }
  it('read whatever was written', () => {
    const names = texts.filter((text) => !text.includes(':'))
    fc.assert(
      fc.property(names, texts, (username, password) => {
        assert.deepEqual(parseBasicCredentials(encode(`${username}:${password}`)), { username, password })
      }),
    )
  })
})
