import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fitsType, signatureLength } from '../../src/protocol/files/content-signature.ts'

const bytes = (...parts: readonly (string | readonly number[])[]) =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
  )

const beginnings: Readonly<Record<string, Buffer>> = {
  'image/png': bytes('\x89PNG\r\n\x1a\n'),
  'image/jpeg': bytes([0xff, 0xd8, 0xff, 0xe0]),
  'image/gif': bytes('GIF89a'),
  'image/webp': bytes('RIFF', [1, 2, 3, 4], 'WEBP'),
  'image/avif': bytes([0, 0, 0, 32], 'ftypavif'),
  'image/bmp': bytes('BM'),
  'application/pdf': bytes('%PDF-1.4'),
}

describe('the first bytes of a file', () => {
  for (const [type, beginning] of Object.entries(beginnings)) {
    it(`tell ${type} from every other`, () => {
      assert.ok(fitsType(Buffer.concat([beginning, Buffer.alloc(50)]), type))
      assert.ok(beginning.length <= signatureLength)
      for (const [other, different] of Object.entries(beginnings))
        if (other !== type) assert.equal(fitsType(different, type), false, `${other} as ${type}`)
      for (const wrong of [Buffer.alloc(0), Buffer.alloc(16), beginning.subarray(0, 1), bytes('<html>')])
        assert.equal(fitsType(wrong, type), false)
    })
  }
  it('tell nothing of other types, however they are called', () => {
    for (const type of ['text/plain', 'image/svg+xml', '__proto__', 'constructor', 'a/b'])
      assert.ok(fitsType(Buffer.from('anything'), type))
  })
})
