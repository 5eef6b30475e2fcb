import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assert as check, constantFrom, nat, property, string } from 'fast-check'
import { createApplicationKey, findPrefix } from '../../src/engine/identity/application-key.ts'
import { hasDigest } from '../../src/engine/identity/secret-digest.ts'

describe('a key of an application', () => {
  it('is found by its prefix and known by its digest', () => {
    const { text, prefix, digest } = createApplicationKey()
    assert.equal(findPrefix(text), prefix)
    assert.ok(hasDigest(text, digest))
    assert.ok(!digest.includes(text.slice(-43)))
  })
  it('is never the same', () => {
    const keys = Array.from({ length: 1000 }, createApplicationKey)
    assert.equal(new Set(keys.map(({ text }) => text)).size, 1000)
    assert.equal(new Set(keys.map(({ prefix }) => prefix)).size, 1000)
  })
  it('is no other text', () => {
    const { text, digest } = createApplicationKey()
    const characters = constantFrom(...'Aa0_-9z')
    check(
      property(nat({ max: text.length - 1 }), characters, (index, character) => {
        const changed = text.slice(0, index) + character + text.slice(index + 1)
        return hasDigest(changed, digest) === (changed === text)
      }),
    )
    check(property(string(), (other) => !hasDigest(other, digest) && findPrefix(other) === undefined))
    check(property(string(), (other) => !hasDigest(text, other)))
  })
  it('has no prefix with anything before or after it', () => {
    const { text } = createApplicationKey()
    for (const other of [` ${text}`, `${text}\n`, `${text}=`, text.toUpperCase(), text.slice(1), ''])
      assert.equal(findPrefix(other), undefined)
  })
})
