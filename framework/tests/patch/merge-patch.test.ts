// JSON Merge Patch: the cases of RFC 7396 appendix A.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { mergePatch } from '../../src/protocol/patch/merge-patch.ts'
import { appendix } from './merge-appendix.ts'

describe('a merge patch', () => {
  for (const [target, patch, result] of appendix) {
    it(`${JSON.stringify(patch)} on ${JSON.stringify(target)}`, () => {
      const before = structuredClone(target)
      assert.deepEqual(mergePatch(target, patch), result)
      assert.deepEqual(target, before)
    })
  }
  it('defines members of any name', () => {
    const patch = JSON.parse('{"__proto__":{"polluted":1},"a":{"constructor":{"prototype":{"x":1}}}}')
    const result = mergePatch({ a: {} }, patch) as object
    assert.equal(
      JSON.stringify(result),
      '{"a":{"constructor":{"prototype":{"x":1}}},"__proto__":{"polluted":1}}',
    )
    assert.equal(Object.getPrototypeOf(result), Object.prototype)
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
  })
})
