import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { answerOf, etagOf, ProblemAnswer } from '../../src/testing.ts'
import { toAnswer, toResult, type ClientResponse } from '../../src/tooling/client/answer.ts'

const answer = (text: string, type?: string, status = 200): ClientResponse => ({
  status,
  headers: { ...(type !== undefined && { 'content-type': type }), etag: '"7"' },
  text,
})

describe('the body of an answer', () => {
  const rows: readonly (readonly [title: string, response: ClientResponse, body: unknown])[] = [
    ['is parsed from JSON', answer('{"a":[1]}', 'application/json; charset=utf-8'), { a: [1] }],
    ['is parsed from a problem', answer('{"a":1}', 'application/problem+json'), { a: 1 }],
    ['is text otherwise', answer('{"a":1}', 'text/plain'), '{"a":1}'],
    ['is text without a type', answer('x'), 'x'],
    ['is not there', answer('', 'application/json'), undefined],
    ['may be null', answer('null', 'application/json'), null],
    ['is no JSON by its name alone', answer('x', 'application/jsonlines'), 'x'],
  ]
  for (const [title, response, body] of rows) it(title, () => assert.deepEqual(toAnswer(response).body, body))
})

describe('a row', () => {
  const given = toAnswer(answer('{"id":1}', 'application/json'))
  const row = toResult(given) as object

  it('knows its answer and its tag', () => {
    assert.equal(answerOf(row), given)
    assert.equal(etagOf(row), '"7"')
  })
  it('made by hand knows neither', () => {
    assert.equal(answerOf({ ...row }), undefined)
    assert.throws(() => etagOf({ ...row }), TypeError)
  })
})

describe('a problem', () => {
  const asked = { method: 'GET', url: '/todos' }
  const problemOf = (text: string, type = 'application/problem+json') =>
    new ProblemAnswer(asked, toAnswer(answer(text, type, 418)))

  it('has everything its body says', () => {
    const { status, code, detail, errors } = problemOf(
      '{"code":"TEAPOT","detail":"Short and stout.","errors":[{"code":"x","detail":"y"}]}',
    )
    assert.deepEqual(
      { status, code, detail, errors },
      { status: 418, code: 'TEAPOT', detail: 'Short and stout.', errors: [{ code: 'x', detail: 'y' }] },
    )
  })
  for (const text of ['[]', 'null', '5', '{"code":5,"detail":[],"errors":"x"}', '{}']) {
    it(`makes do with a body of ${text}`, () => {
      const { code, detail, errors } = problemOf(text)
      assert.deepEqual([code, detail, errors], [undefined, undefined, []])
    })
  }
  it('makes do with a page', () => {
    const { body, message } = problemOf('<h1>Bad gateway</h1>', 'text/html')
    assert.equal(body, '<h1>Bad gateway</h1>')
    assert.equal(message, 'GET /todos was answered with 418: <h1>Bad gateway</h1>')
  })
})
