// What may be a password, and that it is the same one however it is typed and sent.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openReferenceServer, type Sending } from './reference-server.ts'

const { send } = await openReferenceServer({ RATE_LIMITS: 'off' })

let made = 0
const signUp = async (password: unknown) => {
  const username = `pass${++made}`
  const body = { username, email: `${username}@example.com`, password }
  const { status, body: answer } = await send('POST', '/api/v1/users', { body })
  const faults: { pointer: string; code: string }[] = answer['errors'] ?? []
  return { username, status, faults: faults.map(({ pointer, code }) => `${pointer} ${code}`) }
}
const login = async (username: string, password: string, sending?: Sending) =>
  (await send('POST', '/auth/login', sending ?? { body: { username, password } })).status

const key = '\u{1F511}'

describe('a password', () => {
  const good: [title: string, password: string][] = [
    ['10 characters', 'k3Yw2pLm9q'],
    ['1,024 characters', 'a b'.repeat(341) + 'c'],
    ['10 characters of 40 bytes', `${key}\u{1F6AA}`.repeat(5)],
    ['1,024 characters of 4,096 bytes', key.repeat(1024)],
    ['blanks at both ends', ' under the bridge '],
    ['one letter and accents', 'a\u0301e\u0300x\u0323'.repeat(5)],
    ['quotes, braces and signs of SQL', `'"{}%_;--\\</a>&`],
    ['every script', 'Ωμέγα日本語عربىहिन्दी'],
  ]
  for (const [title, password] of good) {
    test(`of ${title} signs in, and nothing like it does`, async () => {
      const { username, status, faults } = await signUp(password)
      assert.deepEqual([status, faults], [201, []])
      assert.equal(await login(username, password), 200)
      for (const other of [`${password} `, password.slice(0, -1), `${password}\u0000`])
        assert.equal(await login(username, other), 401)
    })
  }

  const bad: [title: string, password: unknown, code: string][] = [
    ['9 characters', 'k3Yw2pLm9', 'too_short'],
    ['nothing', '', 'too_short'],
    ['9 characters of 36 bytes', key.repeat(9), 'too_short'],
    ['5 characters and their 5 accents', 'e\u0301'.repeat(5), 'too_short'],
    ['1,025 characters', 'ab'.repeat(512) + 'c', 'too_long'],
    ['half a character', `long enough \ud83d`, 'control_character'],
    ['a number', 1_234_567_890_123, 'wrong_type'],
    ['null', null, 'wrong_type'],
    ['a list', ['k3Yw2pLm9q'], 'wrong_type'],
    ['a common one', 'password123', 'too_common'],
    ['a common one in capitals', 'PASSWORD123', 'too_common'],
    ['a common one between blanks', '  password123  ', 'too_common'],
  ]
  for (const [title, password, code] of bad) {
    test(`is not ${title}: ${code}`, async () => {
      const { status, faults } = await signUp(password)
      assert.deepEqual([status, faults], [422, [`/password ${code}`]])
    })
  }

  test('is the same in either Unicode form, as JSON, as a form and by Basic', async () => {
    const [composed, decomposed] = [
      'caf\u00e9 au lait, \u1e9b\u0323',
      'cafe\u0301 au lait, \u1e9b\u0323'.normalize('NFD'),
    ]
    assert.notEqual(composed, decomposed)
    const { username } = await signUp(decomposed)
    for (const password of [composed, decomposed]) {
      const type = { 'content-type': 'application/x-www-form-urlencoded' }
      const basic = Buffer.from(`${username}:${password}`).toString('base64')
      assert.equal(await login(username, password), 200)
      const form = String(new URLSearchParams({ username, password }))
      assert.equal(await login(username, password, { body: form, headers: type }), 200)
      assert.equal(await login(username, password, { headers: { authorization: `Basic ${basic}` } }), 200)
    }
    // Looking alike is not enough.
    assert.equal(await login(username, composed.normalize('NFKC')), 401)
  })
})

describe('who signs in', () => {
  for (const [title, password] of [
    ['a long text', 'x'.repeat(100_000)],
    ['nothing', ''],
    ['half a character', '\ud83d'],
    ['control characters', '\u0000\u0007'],
  ] as const) {
    test(`with ${title} is told no more than others`, async () => {
      const { status, body } = await send('POST', '/auth/login', { body: { username: 'ada', password } })
      assert.deepEqual([status, body['code']], [401, 'INVALID_CREDENTIALS'])
    })
  }
})
