// Two versions of an API over the same users, of which the older one does not know of verified addresses.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { anyone, field, resource } from '../../../src/index.ts'
import { createSecretHasher, identity } from '../../../src/identity.ts'
import { inbox } from '../../../src/mail.ts'
import { createTestApi } from '../../../src/testing.ts'
import { pause } from './members.ts'

const open = { create: anyone(), read: anyone(), update: anyone() }
const people = resource('people', {
  table: 'users',
  fields: { name: field.text().unique(), mail: field.email().column('email'), password: field.secret() },
  access: open,
})
const users = resource('users', {
  fields: {
    name: field.text().unique(),
    email: field.email(),
    isVerified: field.boolean().default(false).readOnly(),
    password: field.secret(),
  },
  access: open,
})

it('a change through an older version makes the address unverified as well, and mails', async () => {
  const mails = inbox()
  await using test = await createTestApi({
    versions: { v1: { resources: [people] }, v2: { resources: [users] } },
    identity: identity({
      users: {
        resource: users,
        login: ['name'],
        password: 'password',
        email: 'email',
        emailVerified: 'isVerified',
      },
      mail: mails,
      hasher: createSecretHasher({ memory: 64, passes: 1 }),
    }),
  })
  const confirmNewest = async (count: number) => {
    for (let turn = 0; turn < 500 && mails.messages.length < count; turn++) await pause(2)
    const { code } = mails.messages[0]!.code!
    return (await test.request('POST', '/auth/email-verification/confirm', { body: { code } })).status
  }
  const isVerified = async (id: unknown) => (await test.request('GET', `/v2/users/${id}`)).body['isVerified']
  const { body } = await test.request('POST', '/v1/people', {
    body: { name: 'ada', mail: 'ada@example.com', password: 'correct horse battery' },
  })
  const id = body['id']
  assert.equal(await isVerified(id), false)
  assert.equal(await confirmNewest(1), 204)
  assert.equal(await isVerified(id), true)
  const patch = (mail: string) =>
    test.request('PATCH', `/v1/people/${id}`, {
      body: JSON.stringify({ mail }),
      headers: { 'content-type': 'application/merge-patch+json' },
    })
  assert.equal((await patch('ada@example.com')).status, 200)
  assert.equal(await isVerified(id), true)
  assert.equal((await patch('lovelace@example.com')).status, 200)
  assert.equal(await isVerified(id), false)
  assert.equal(await confirmNewest(2), 204)
  assert.equal(mails.messages[0]!.to, 'lovelace@example.com')
  assert.equal(await isVerified(id), true)
})
