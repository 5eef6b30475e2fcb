// Access tokens by each algorithm on two servers: signed, taken, rotated, and good when the algorithm changes.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { createSite, type ReferenceProcess, type Tokens } from './reference-process.ts'

const headerOf = ({ access }: Tokens): { alg: string; kid: string; typ: string } =>
  JSON.parse(Buffer.from(access.split('.')[0]!, 'base64url').toString())

/** Tokens of a session go on until another key signs them; a new key waits two seconds. */
async function refreshUntil(server: ReferenceProcess, first: Tokens, kid: string): Promise<Tokens> {
  let tokens = first
  for (let attempt = 0; attempt < 100; attempt++) {
    tokens = await server.refreshed(tokens.refresh)
    if (headerOf(tokens).kid === kid) return tokens
    await wait(100)
  }
  return assert.fail('the new key never signs')
}

const next = { EdDSA: 'ES256', ES256: 'HS256', HS256: 'EdDSA' } as const

describe('tokens signed by', { concurrency: true }, () => {
  for (const algorithm of ['EdDSA', 'ES256', 'HS256'] as const) {
    test(`${algorithm} are good on both servers, whichever key they have`, async () => {
      const site = createSite({ TOKEN_ALGORITHM: algorithm })
      const [here, there] = await Promise.all([site.start(), site.start()])
      const assertGood = async (...all: readonly Tokens[]) => {
        for (const { access } of all)
          assert.deepEqual([await here.statusOf(access), await there.statusOf(access)], [200, 200])
      }
      const old = await here.signIn('ada')
      const first = headerOf(old)
      assert.deepEqual([first.alg, first.typ], [algorithm, 'at+jwt'])
      await assertGood(old)

      const [kid] = (await site.command('key rotate')).split(' ')
      assert.notEqual(kid, first.kid)
      const rotated = await refreshUntil(there, old, kid!)
      await assertGood(old, rotated)

      await here.stop()
      await there.stop()
      const other = next[algorithm]
      const after = await site.start({ TOKEN_ALGORITHM: other })
      const changed = await after.refreshed(rotated.refresh)
      assert.equal(headerOf(changed).alg, other)
      for (const { access } of [old, rotated, changed]) assert.equal(await after.statusOf(access), 200)
      assert.equal((await after.send('POST', '/auth/logout', { token: old.access })).status, 204)
      for (const { access } of [old, rotated, changed]) assert.equal(await after.statusOf(access), 401)
    })
  }
})
