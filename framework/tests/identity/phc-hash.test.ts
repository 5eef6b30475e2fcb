import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { parsePhcHash, toPhcText } from '../../src/engine/identity/phc-hash.ts'

const bytes = (minLength: number, maxLength: number) =>
  fc.uint8Array({ minLength, maxLength }).map((array) => Buffer.from(array))

const hashes = fc
  .record({ passes: fc.integer({ min: 1, max: 99 }), parallelism: fc.integer({ min: 1, max: 99 }) })
  .chain((cost) =>
    fc.record({
      passes: fc.constant(cost.passes),
      parallelism: fc.constant(cost.parallelism),
      memory: fc.integer({ min: 8 * cost.parallelism, max: 1_048_576 }),
      salt: bytes(9, 64),
      tag: bytes(17, 64),
    }),
  )

const salt = 'c29tZXNhbHQgc29tZQ'
const tag = 'nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4'

const refused = [
  ['nothing', ''],
  ['another algorithm', `$argon2i$v=19$m=256,t=2,p=1$${salt}$${tag}`],
  ['another version', `$argon2id$v=16$m=256,t=2,p=1$${salt}$${tag}`],
  ['no version', `$argon2id$m=256,t=2,p=1$${salt}$${tag}`],
  ['padded base64', `$argon2id$v=19$m=256,t=2,p=1$${salt}==$${tag}=`],
  ['url-safe base64', `$argon2id$v=19$m=256,t=2,p=1$${salt}$${tag.replace('/', '_')}`],
  ['no passes', `$argon2id$v=19$m=256,t=0,p=1$${salt}$${tag}`],
  ['no lanes', `$argon2id$v=19$m=256,t=2,p=0$${salt}$${tag}`],
  ['too little memory for its lanes', `$argon2id$v=19$m=31,t=2,p=4$${salt}$${tag}`],
  ['more memory than a gibibyte', `$argon2id$v=19$m=1048577,t=2,p=1$${salt}$${tag}`],
  ['a tag too short to protect', `$argon2id$v=19$m=256,t=2,p=1$${salt}$nf65EOg`],
  ['something behind it', `$argon2id$v=19$m=256,t=2,p=1$${salt}$${tag}\n`],
] as const

describe('PHC strings', () => {
  it('reads back every hash it writes', () => {
    fc.assert(fc.property(hashes, (hash) => assert.deepEqual(parsePhcHash(toPhcText(hash)), { ...hash })))
  })
  for (const [what, text] of refused) {
    it(`refuses ${what}`, () => assert.equal(parsePhcHash(text), undefined))
  }
})
