import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createKeyWrapping } from '../../src/engine/identity/key-wrapping.ts'
import { createJwk } from '../../src/engine/identity/signing-algorithm.ts'

const secret = 'a secret of thirty-two characters'
const jwk = createJwk('EdDSA')

describe('keys at rest', () => {
  it('show nothing of the key once wrapped', async () => {
    const kept = await createKeyWrapping(secret).wrap(jwk)
    assert.equal(typeof kept, 'string')
    assert.equal(JSON.stringify(kept).includes(jwk.d!), false)
  })
  it('come back as they were', async () => {
    const wrapping = createKeyWrapping(secret)
    assert.deepEqual(await wrapping.unwrap(await wrapping.wrap(jwk)), jwk)
  })
  it('come back in another process with the same secret', async () => {
    const kept = await createKeyWrapping(secret).wrap(jwk)
    assert.deepEqual(await createKeyWrapping(secret).unwrap(kept), jwk)
  })
  for (const [what, other] of [
    ['with another secret', `${secret}!`],
    ['without a secret', undefined],
  ] as const) {
    it(`stay closed ${what}`, async () => {
      const kept = await createKeyWrapping(secret).wrap(jwk)
      await assert.rejects(createKeyWrapping(other).unwrap(kept), {
        name: 'DeclarationError',
        message: /identity\.secret/,
      })
    })
  }
  it('stay closed after tampering', async () => {
    const kept = String(await createKeyWrapping(secret).wrap(jwk))
    const [header, key, iv, text, tag] = kept.split('.')
    const tampered = [header, key, iv, `${text!.slice(0, -4)}AAAA`, tag].join('.')
    await assert.rejects(createKeyWrapping(secret).unwrap(tampered), { name: 'DeclarationError' })
  })
  it('are kept open without a secret, and wrapped later', async () => {
    assert.deepEqual(await createKeyWrapping(undefined).wrap(jwk), jwk)
    assert.equal(createKeyWrapping(secret).needsWrapping(jwk), true)
    assert.deepEqual(await createKeyWrapping(secret).unwrap(jwk), jwk)
  })
})
