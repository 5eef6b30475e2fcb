// JSON Merge Patch (RFC 7396): deep into JSON members, and no further than the caller sees.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { appendix } from '../patch/merge-appendix.ts'
import { admin, faultsOf, makePaper } from './patched-papers.ts'

describe('a JSON member', () => {
  for (const [target, patch, result] of appendix) {
    it(`${JSON.stringify(target)} becomes ${JSON.stringify(result)} by ${JSON.stringify(patch)}`, async () => {
      const paper = await makePaper({ doc: target })
      const answer = await paper.merge({ doc: patch })
      assert.equal(answer.status, 200, answer.text)
      assert.deepEqual(answer.body['doc'], result)
      assert.deepEqual((await paper.read()).body['doc'], result)
    })
  }
  it('is merged by application/json as well', async () => {
    const paper = await makePaper({ doc: { a: 1 } })
    const answer = await paper.merge({ doc: { b: 2 } }, { 'content-type': 'application/json' })
    assert.deepEqual(answer.body['doc'], { a: 1, b: 2 })
  })
  it('is made of a patch where there was none', async () => {
    const paper = await makePaper()
    const answer = await paper.merge({ doc: { a: 1, b: null, c: { d: null } } })
    assert.deepEqual(answer.body['doc'], { a: 1, c: {} })
  })
  it('is emptied by null', async () => {
    const paper = await makePaper({ doc: { a: 1 } })
    assert.equal((await paper.merge({ doc: null })).body['doc'], null)
  })
  it('must fulfil its schema once it is merged', async () => {
    const paper = await makePaper({ shape: { width: 1, height: 2 } })
    const taken = await paper.merge({ shape: { height: 3 } })
    assert.deepEqual(taken.body['shape'], { width: 1, height: 3 })
    const refused = await paper.merge({ shape: { width: null, height: 'x', depth: 1 } })
    assert.equal(refused.status, 422)
    assert.deepEqual(faultsOf(refused).toSorted(), [
      '/shape/depth unknown_member',
      '/shape/height wrong_type',
      '/shape/width required',
    ])
  })
  it('does not grow beyond what a body can hold', async () => {
    const paper = await makePaper({ doc: {} })
    const text = 'x'.repeat(600_000)
    assert.equal((await paper.merge({ doc: { a: text } })).status, 200)
    const answer = await paper.merge({ doc: { b: text } })
    assert.deepEqual([answer.status, ...faultsOf(answer)], [422, '/doc too_large'])
  })
  it('is replaced by PUT', async () => {
    const paper = await makePaper({ doc: { a: 1 } })
    const { body } = await paper.read()
    const answer = await admin.request('PUT', paper.url, { body: { ...body, doc: { b: null } } })
    assert.equal(answer.status, 200, answer.text)
    assert.deepEqual(answer.body['doc'], { b: null })
  })
  it('which the caller does not see is written whole', async () => {
    const paper = await makePaper()
    assert.equal((await paper.merge({ plan: { other: 2 } })).status, 200)
    assert.deepEqual((await paper.read()).body['plan'], { other: 2 })
    await paper.merge({ plan: { step: 3 } }, {}, admin)
    assert.deepEqual((await paper.read()).body['plan'], { other: 2, step: 3 })
  })
  it('that is read-only may be sent back, nulls and all', async () => {
    const paper = await makePaper()
    const { log } = paper.row
    assert.equal((await paper.merge({ log, title: 'x' })).status, 200)
    const answer = await paper.merge({ log: { by: 'me' } })
    assert.deepEqual([answer.status, ...faultsOf(answer)], [422, '/log read_only'])
  })
})
