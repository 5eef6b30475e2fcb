import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openShop } from './shop.ts'

const shop = await openShop()
const { store, models } = shop.api.context
const users = models.get('users')!

describe('a secret', () => {
  it('is kept as a hash of the one hasher', async () => {
    const password = 'a password of carol'
    const made = await shop.ask('POST', '/users', { body: { username: 'carol', password } })
    assert.equal(made.status, 201, made.text)
    const hash = await store.findSecret(users, made.json.id, 'password')
    // The shop's identity hashes at the least cost there is, so that tests are quick.
    assert.match(hash!, /^\$argon2id\$v=19\$m=64,t=1,/)
  })

  it('is never shown, in no way of asking', async () => {
    for (const query of ['', '?fields=password', '?expand=password']) {
      const { text } = await shop.ask('GET', `/users/me${query}`, { as: 'ada' })
      assert.doesNotMatch(text, /argon2/)
    }
  })
})
