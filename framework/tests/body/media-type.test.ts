import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Problem } from '../../src/kernel/problem/problem.ts'
import { checkMediaType } from '../../src/protocol/body/media-type.ts'
import type { HttpRequest } from '../../src/protocol/message/message.ts'

const json = ['application/json']
const patch = ['application/merge-patch+json', 'application/json']
const request = (headers: HttpRequest['headers'], method = 'POST') => ({ method, headers }) as HttpRequest
const check = (
  type: string | undefined,
  accepted: readonly string[] = json,
  more: HttpRequest['headers'] = {},
) => checkMediaType(request({ ...(type !== undefined && { 'content-type': type }), ...more }), accepted)

function refusalOf(call: () => unknown): Problem {
  try {
    call()
  } catch (error) {
    if (error instanceof Problem && error.code === 'UNSUPPORTED_MEDIA_TYPE') return error
    throw error
  }
  return assert.fail('the type is read')
}

describe('a media type that is read', () => {
  const rows: readonly (readonly [type: string, accepted: readonly string[], read: string])[] = [
    ['application/json', json, 'application/json'],
    ['Application/JSON', json, 'application/json'],
    ['application/json; charset=utf-8', json, 'application/json'],
    ['application/json;charset=UTF-8', json, 'application/json'],
    ['application/json ; charset="utf-8"', json, 'application/json'],
    ['application/json; CHARSET="UTF-8"', json, 'application/json'],
    ['application/json;', json, 'application/json'],
    ['application/json; version=1; charset=utf-8', json, 'application/json'],
    ['application/merge-patch+json', patch, 'application/merge-patch+json'],
    ['application/json', patch, 'application/json'],
  ]
  for (const [type, accepted, read] of rows) {
    it(type, () => assert.equal(check(type, accepted), read))
  }
  for (const coding of ['identity', 'Identity']) {
    it(`with the coding ${coding}`, () => {
      assert.equal(check('application/json', json, { 'content-encoding': coding }), 'application/json')
    })
  }
})

describe('a media type that is refused', () => {
  const rows: readonly (readonly [type: string | undefined, detail: string])[] = [
    [undefined, 'The body has no Content-Type. Send application/json.'],
    ['', 'The body has no Content-Type. Send application/json.'],
    ['text/plain', 'text/plain is not read here. Send application/json.'],
    ['application/jsonx', 'application/jsonx is not read here. Send application/json.'],
    ['application/xjson', 'application/xjson is not read here. Send application/json.'],
    ['application/problem+json', 'application/problem+json is not read here. Send application/json.'],
    ['*/*', '*/* is not read here. Send application/json.'],
    ['application/*', 'application/* is not read here. Send application/json.'],
    ['json', 'json is not read here. Send application/json.'],
    ['application/json, text/plain', 'application/json, text/plain is not read here. Send application/json.'],
    ['application/json; charset=latin1', 'Bodies must be UTF-8.'],
    ['application/json; charset=utf-16', 'Bodies must be UTF-8.'],
    ['application/json; charset=', 'Bodies must be UTF-8.'],
    ['application/json; charset="utf-8', 'Bodies must be UTF-8.'],
  ]
  for (const [type, detail] of rows) {
    it(type ?? 'none', () => {
      const refusal = refusalOf(() => check(type))
      assert.deepEqual(
        [refusal.status, refusal.detail, refusal.headers],
        [415, detail, { accept: 'application/json' }],
      )
    })
  }
  for (const coding of ['gzip', 'br', 'identity, gzip', 'x']) {
    it(`with the coding ${coding}`, () => {
      const refusal = refusalOf(() => check('application/json', json, { 'content-encoding': coding }))
      assert.deepEqual(refusal.headers, { 'accept-encoding': 'identity' })
    })
  }
  it('names what a PATCH may be in the header of its own', () => {
    const refusal = refusalOf(() => checkMediaType(request({ 'content-type': 'text/plain' }, 'PATCH'), patch))
    const types = 'application/merge-patch+json, application/json'
    assert.deepEqual(refusal.headers, { accept: types, 'accept-patch': types })
    assert.match(refusal.detail ?? '', /Send application\/merge-patch\+json or application\/json\.$/)
  })
  it('is refused when it stands twice', () => {
    const twice = request({ 'content-type': ['application/json', 'application/json'] })
    refusalOf(() => checkMediaType(twice, json))
  })
})
