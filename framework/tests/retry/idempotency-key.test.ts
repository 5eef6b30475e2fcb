import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assert as hold, integer, property, string } from 'fast-check'
import { serializeItem } from 'structured-headers'
import { Problem } from '../../src/kernel/problem/problem.ts'
import type { HttpRequest } from '../../src/protocol/message/message.ts'
import { demandIdempotencyKey, parseIdempotencyKey } from '../../src/protocol/retry/idempotency-key.ts'

const requestOf = (value?: string): HttpRequest => ({
  method: 'POST',
  url: '/',
  parameters: {},
  query: '',
  headers: value === undefined ? {} : { 'idempotency-key': value },
  body: undefined,
  address: '::1',
  id: '1',
})

const faultOf = (read: () => unknown): string => {
  try {
    return `read as ${String(read())}`
  } catch (error) {
    assert.ok(error instanceof Problem)
    const [{ header, code } = {}] = error.errors ?? []
    return `${error.status} ${error.code} ${header} ${code}`
  }
}

describe('a key is read', () => {
  const uuid = '8e03978e-40d5-43dd-bc93-6894a57f9324'
  const rows: readonly (readonly [title: string, sent: string, key: string])[] = [
    ['in quotes', `"${uuid}"`, uuid],
    ['without them', uuid, uuid],
    ['between spaces', `  "${uuid}" `, uuid],
    ['with parameters', `"${uuid}"; a=1;b;c="; x"`, uuid],
    ['with escapes', String.raw`"a\"b\\c"`, 'a"b\\c'],
    ['with a space', '"a b"', 'a b'],
    ['of one character', 'x', 'x'],
    ['of 255 characters', 'x'.repeat(255), 'x'.repeat(255)],
    ['of 255 escaped characters', `"${'\\"'.repeat(255)}"`, '"'.repeat(255)],
    ['of other signs', 'order:12/3_a.b~c', 'order:12/3_a.b~c'],
  ]
  for (const [title, sent, key] of rows) {
    it(title, () => assert.equal(parseIdempotencyKey(requestOf(sent)), key))
  }

  it('as none where there is none', () => assert.equal(parseIdempotencyKey(requestOf()), undefined))

  it('as structured fields write it', () => {
    const printable = string({
      unit: integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)),
    })
    hold(
      property(
        printable.filter((text) => text.length > 0 && text.length <= 255),
        (key) => {
          assert.equal(parseIdempotencyKey(requestOf(serializeItem(key))), key)
        },
      ),
    )
  })
})

describe('a key is refused', () => {
  const rows: readonly (readonly [title: string, sent: string, code: string])[] = [
    ['that is empty', '', 'invalid_key'],
    ['that is nothing between quotes', '""', 'too_short'],
    ['that is too long', 'x'.repeat(256), 'too_long'],
    ['that is too long between quotes', `"${'x'.repeat(256)}"`, 'too_long'],
    ['with one quote', '"abc', 'invalid_key'],
    ['with a quote inside', 'a"b', 'invalid_key'],
    ['with a foreign escape', String.raw`"a\n"`, 'invalid_key'],
    ['sent twice', '"a", "b"', 'invalid_key'],
    ['sent twice without quotes', 'a, b', 'invalid_key'],
    ['with a space', 'a b', 'invalid_key'],
    ['with letters beyond ASCII', '"schlüssel"', 'invalid_key'],
    ['with a control character', '"a\u0000b"', 'invalid_key'],
    ['with something after it', '"a"b', 'invalid_key'],
    ['with a broken parameter', '"a";=1', 'invalid_key'],
  ]
  for (const [title, sent, code] of rows) {
    it(title, () => {
      const fault = faultOf(() => parseIdempotencyKey(requestOf(sent)))
      assert.equal(fault, `400 INVALID_HEADER Idempotency-Key ${code}`)
    })
  }

  it('that is missing where one is demanded', () => {
    const fault = faultOf(() => demandIdempotencyKey(requestOf()))
    assert.equal(fault, '400 IDEMPOTENCY_KEY_REQUIRED Idempotency-Key required')
    assert.equal(demandIdempotencyKey(requestOf('a')), 'a')
  })

  it('at once, however long it goes on', () => {
    const parameters = ['; a=b', ';a=:b:', '  ;  a', ';a=":b:"', ';a=b:c/d']
    for (const hostile of parameters) {
      assert.match(
        faultOf(() => parseIdempotencyKey(requestOf(`"${'a'.repeat(8000)}"${hostile.repeat(3000)};=`))),
        /invalid_key/,
      )
    }
  })
})
