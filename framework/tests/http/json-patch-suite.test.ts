// Every case of the public JSON Patch suite, on a JSON member of a row: `/foo` there is `/doc/foo` here.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { suite } from '../patch/patch-suite.ts'
import { makePaper } from './patched-papers.ts'

/** A path of the suite is one below the member; what is no path stays none. */
const within = (path: unknown): unknown =>
  path === '' ? '/doc' : typeof path === 'string' && path.startsWith('/') ? `/doc${path}` : path

const toOwn = (patch: unknown): unknown =>
  Array.isArray(patch)
    ? (patch as Readonly<Record<string, unknown>>[]).map((operation) => ({
        ...operation,
        ...('path' in operation && { path: within(operation['path']) }),
        ...('from' in operation && { from: within(operation['from']) }),
      }))
    : patch

describe('the public suite', () => {
  for (const { title, doc, patch, expected } of suite) {
    it(title, async () => {
      const paper = await makePaper({ doc })
      const answer = await paper.patch(toOwn(patch))
      if (expected === undefined) {
        assert.ok(answer.status === 422 || answer.status === 409, answer.text)
        await paper.isUnchanged()
      } else {
        assert.equal(answer.status, 200, answer.text)
        assert.deepEqual(answer.body['doc'], expected.document)
      }
    })
  }
})

describe('an operation with a member twice', () => {
  for (const body of [
    '[{"op":"move","path":"/doc/baz","value":"qux","from":"/doc/foo","op":"add"}]',
    '[{"op":"add","path":"/doc/baz","value":"qux","op":"remove"}]',
  ]) {
    it(`is no JSON to be relied on: ${body}`, async () => {
      const paper = await makePaper({ doc: { foo: 'bar' } })
      const answer = await paper.patch(body)
      assert.deepEqual([answer.status, answer.body['code']], [400, 'MALFORMED_BODY'])
      await paper.isUnchanged()
    })
  }
})
