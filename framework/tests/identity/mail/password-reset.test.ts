// Another password by a mailed code: what it does, what ends it, and what nobody learns by asking.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { listen } from '../../../src/index.ts'
import type { Mail } from '../../../src/mail.ts'
import { createLoginThrottle, identity } from '../../../src/identity.ts'
import { members, openMembers, passwordOf, pause } from './members.ts'

const api = await openMembers()
const path = '/auth/password-reset'
const fresh = 'correct horse battery'

const ask = (username: string, on = api) => on.post(path, { username })
const confirm = (code: string, password = fresh, on = api) => on.post(`${path}/confirm`, { code, password })
const codeFor = async (username: string, on = api) => {
  assert.equal((await ask(username, on)).status, 202)
  return on.receiveCode()
}

/** Asserts that a code is not good, in the one way of all that are not. */
async function refused(code: string, on = api): Promise<void> {
  const { status, body } = await confirm(code, fresh, on)
  const { requestId: _, ...rest } = body
  assert.deepEqual(
    [status, rest],
    [
      422,
      {
        type: 'https://api.example.com/problems#INVALID_CODE',
        title: 'The code is not good',
        status: 422,
        detail: 'Ask for another code.',
        instance: `${path}/confirm`,
        code: 'INVALID_CODE',
        errors: [{ pointer: '/code', code: 'invalid_code', detail: 'is not good, or not any more' }],
      },
    ],
  )
}

describe('a mailed code', () => {
  it('sets another password and ends every session', async () => {
    await api.join('ada')
    const session = await api.signIn('ada')
    const code = await codeFor('ada')
    assert.equal((await confirm(code)).status, 204)
    assert.equal((await api.request('GET', '/auth/whoami', session)).status, 401)
    assert.equal((await api.login('ada', passwordOf('ada'))).status, 401)
    assert.equal((await api.login('ada', fresh)).status, 200)
    await refused(code)
  })
  it('comes with a page that keeps it in the fragment', async () => {
    await api.join('babbage')
    await ask('babbage')
    const [mail] = await api.receive()
    const { code, url, purpose, expiresAt } = mail!.code!
    assert.match(code, /^[\w-]{43}$/)
    assert.equal(url, `https://api.example.com/auth/password-reset#code=${code}`)
    assert.deepEqual([mail!.to, purpose], ['babbage@example.com', 'password-reset'])
    assert.equal(Date.parse(expiresAt) - api.clock.now(), 3_600_000)
    assert.ok(mail!.text.includes(`\n${url}\n`) && mail!.text.includes(`\n${code}\n`))
  })
  it('comes alone where nobody knows the address of the API', async () => {
    const own = await openMembers({ publicUrl: null })
    await own.join('ada')
    await own.request('POST', path, { body: { username: 'ada' }, headers: { host: 'evil.example' } })
    const [mail] = await own.receive()
    assert.equal(mail!.code!.url, undefined)
    assert.doesNotMatch(mail!.text, /http|evil/)
  })
  it('may be asked for by address, in any case and by a form', async () => {
    await api.join('curie')
    const answer = await api.request('POST', path, {
      body: 'username=CURIE%40Example.com',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    assert.deepEqual([answer.status, answer.text], [202, ''])
    const body = `code=${await api.receiveCode()}&password=correct+horse+battery`
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    assert.equal((await api.request('POST', `${path}/confirm`, { body, headers })).status, 204)
  })
  it('proves the address as well', async () => {
    const id = await api.join('dijkstra', 'edsger@example.com', false)
    assert.equal((await confirm(await codeFor('dijkstra'))).status, 204)
    const { body } = await api.as({ id: 'root', roles: ['admin'] }).request('GET', `/members/${id}`)
    assert.equal(body['emailVerified'], true)
  })
  it('is kept as a digest alone', async () => {
    await api.join('euler')
    const code = await codeFor('euler')
    const model = api.api.context.models.get('mailedCodes')!
    const { rows } = await api.api.context.store.list(model, {
      where: { kind: 'constant', value: true },
      sort: [{ property: 'id', descending: false }],
      start: { kind: 'first' },
      limit: 100,
      selection: {
        properties: [...model.properties.keys()].map((name) => ({ name })),
        expansions: [],
        form: 'code',
      },
    })
    assert.ok(rows.length > 0 && rows.every(({ json }) => !json.includes(code)))
    assert.ok(!JSON.stringify(api.events).includes(code), 'no event tells it')
  })
})

describe('a password that is not good', () => {
  const wrong = [
    ['too short', 'short', 'too_short'],
    ['too common', 'password123', 'too_common'],
    ['too long', 'x'.repeat(1025), 'too_long'],
  ] as const
  it('is refused as everywhere, and the code stays good', async () => {
    await api.join('fermat')
    const code = await codeFor('fermat')
    for (const [what, password, fault] of wrong) {
      const { status, body } = await confirm(code, password)
      const [first] = body['errors'] as { pointer: string; code: string }[]
      assert.deepEqual([status, first!.pointer, first!.code], [422, '/password', fault], what)
    }
    assert.equal((await confirm(code)).status, 204)
  })
})

describe('a code is good no more', () => {
  it('where it was never sent', async () => {
    for (const code of ['', 'x', 'x'.repeat(43), 'é\u0000', 'x'.repeat(100_000)]) await refused(code)
  })
  it('after an hour', async () => {
    const own = await openMembers()
    await own.join('ada')
    const code = await codeFor('ada', own)
    own.clock.advance('1h')
    await refused(code, own)
  })
  it('once there is a newer one', async () => {
    await api.join('gauss')
    const [first, second] = [await codeFor('gauss'), await codeFor('gauss')]
    await refused(first)
    assert.equal((await confirm(second)).status, 204)
  })
  const ends: readonly (readonly [string, object, boolean])[] = [
    ['another password', { secret: 'another good password' }, false],
    ['another address', { email: 'elsewhere@example.com' }, true],
    ['no address', { email: null }, false],
    ['the account not active', { isActive: false }, false],
  ]
  for (const [index, [what, values, isMailed]] of ends.entries()) {
    it(`after a change: ${what}`, async () => {
      const name = `changed${index}`
      const id = await api.join(name)
      const code = await codeFor(name)
      assert.equal((await api.change(id, values)).status, 200)
      if (isMailed) await api.receive()
      await refused(code)
      // Nor does another change bring it back.
      if ('isActive' in values) await api.change(id, { isActive: true })
      await refused(code)
    })
  }
  it('after the account', async () => {
    const id = await api.join('hilbert')
    const code = await codeFor('hilbert')
    const session = await api.signIn('hilbert')
    assert.equal((await api.request('DELETE', `/members/${id}`, session)).status, 204)
    await refused(code)
  })
  it('for what it was not sent for', async () => {
    await api.join('ivan')
    const code = await codeFor('ivan')
    const { body } = await api.post('/auth/email-verification/confirm', { code })
    assert.equal(body['code'], 'INVALID_CODE')
  })
  it('once one of two has used it at the same time', async () => {
    await api.join('jacobi')
    const code = await codeFor('jacobi')
    const passwords = Array.from({ length: 8 }, (_, index) => `${fresh} ${index}`)
    const answers = await Promise.all(passwords.map((password) => confirm(code, password)))
    const won = answers.flatMap(({ status }, index) => (status === 204 ? [index] : []))
    assert.equal(won.length, 1)
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([204, 422]))
    assert.equal((await api.login('jacobi', passwords[won[0]!]!)).status, 200)
  })
})

describe('who asks', () => {
  const absent = [
    'nobody',
    'nobody@example.com',
    '',
    "' OR 1=1 --",
    'ada\u0000',
    'x'.repeat(10_000),
    '%',
    '*',
  ]
  const shown = ({ status, text, headers }: Awaited<ReturnType<typeof ask>>) => {
    const { 'x-request-id': _, date: __, ...rest } = headers as Record<string, string>
    return JSON.stringify([status, text, rest])
  }
  it('learns nothing from the answer, nor from the work before it', async () => {
    const own = await openMembers()
    await own.join('ada')
    const gone = await own.join('gone')
    await own.change(gone, { isActive: false })
    await own.join('mute', null)
    const seen = new Set<string>()
    for (const username of ['ada', 'gone', 'mute', ...absent]) {
      // What is behind the answer of the one before is over.
      for (let before = -1; before !== own.statements.length; await pause(30)) before = own.statements.length
      const [statements, hashes] = [own.statements.length, own.hasher.count]
      const answer = await ask(username, own)
      seen.add(`${shown(answer)} ${own.statements.length - statements} ${own.hasher.count - hashes}`)
    }
    assert.equal(seen.size, 1, [...seen].join('\n'))
    assert.match([...seen][0]!, / 0 0$/)
    await own.receive(1)
  })
  it('too often is told so, whether or not there is such an account', async () => {
    const own = await openMembers()
    await own.join('ada')
    const seen = new Map<string, string[]>()
    for (const username of ['ada', 'nobody']) {
      const answers: string[] = []
      for (let count = 0; count < 7; count++) {
        const { requestId: _, ...body } = (await ask(username, own)).body ?? {}
        answers.push(JSON.stringify(body))
      }
      seen.set(username, answers)
    }
    assert.deepEqual(seen.get('ada'), seen.get('nobody'))
    assert.match(seen.get('ada')![5]!, /TOO_MANY_REQUESTS/)
    await own.receive(5)
  })
  it('under many names floods no mailbox', async () => {
    const own = await openMembers()
    await own.join('ada')
    for (const name of ['ada', 'ada@example.com', 'ADA', 'Ada@Example.com']) {
      for (let count = 0; count < 5; count++) await ask(name, own)
    }
    await own.receive(10)
    // One who has that done to somebody does not keep them from verifying their address.
    const session = await own.signIn('ada')
    await own.change((await own.request('GET', '/members/me', session)).body['id'] as string, {
      email: 'new@example.com',
    })
    await own.receive(1)
  })
  it('wrongly is told what is wrong', async () => {
    const bodies: readonly (readonly [unknown, number])[] = [
      [{}, 422],
      [{ username: 1 }, 422],
      [{ username: 'ada', extra: 'x' }, 422],
      ['[', 400],
      [['ada'], 422],
    ]
    for (const [body, status] of bodies) {
      const headers = { 'content-type': 'application/json' }
      assert.equal((await api.request('POST', path, { body, headers })).status, status)
    }
    const text = { body: 'ada', headers: { 'content-type': 'text/plain' } }
    assert.equal((await api.request('POST', path, text)).status, 415)
    assert.equal(
      (await api.request('POST', `${path}?username=ada`, { body: { username: 'ada' } })).status,
      400,
    )
    const twice = {
      body: 'username=a&username=b',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }
    assert.equal((await api.request('POST', path, twice)).status, 400)
  })
})

describe('a lockout', () => {
  it('ends for who resets the password', async () => {
    const own = await openMembers({ throttle: createLoginThrottle({ perAccountAndAddress: 2 }) })
    await own.join('ada')
    for (let count = 0; count < 2; count++) await own.login('ada', 'wrong-password')
    assert.equal((await own.login('ada', passwordOf('ada'))).status, 429)
    assert.equal((await confirm(await codeFor('ada', own), fresh, own)).status, 204)
    assert.equal((await own.login('ada', fresh)).status, 200)
  })
})

describe('an account whose name is the address of another', () => {
  it('does not get its mails', async () => {
    await api.join('kovalevskaya')
    await api.join('kovalevskaya@example.com', 'mallory@example.com')
    await ask('kovalevskaya@example.com')
    assert.equal((await api.receive())[0]!.to, 'kovalevskaya@example.com')
  })
})

describe('a hook that refuses the password', () => {
  it('leaves the code good, and everything as it was', async () => {
    const id = await api.join('stubborn')
    const session = await api.signIn('stubborn')
    const code = await codeFor('stubborn')
    const { status, body } = await confirm(code)
    assert.deepEqual([status, body['code']], [409, 'CONFLICT'])
    assert.equal((await api.request('GET', '/auth/whoami', session)).status, 200)
    assert.equal((await api.change(id, { username: 'willing' })).status, 200)
    assert.equal((await confirm(code)).status, 204)
  })
})

describe('a server that closes', () => {
  it('sends the mails first that it has promised', async () => {
    const sent: string[] = []
    const slow = async ({ subject }: Mail) => {
      await pause(200)
      sent.push(subject)
    }
    const own = await openMembers({ mail: { send: slow } })
    await own.post('/members', { username: 'ada', email: 'ada@example.com', secret: passwordOf('ada') })
    const server = await listen(own.api, { port: 0 })
    const answer = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"username":"ada"}',
    })
    assert.equal(answer.status, 202)
    await server.close()
    assert.equal(sent.length, 2)
    assert.deepEqual(warningsOf(own.events), [])
  })
})

describe('a mailer that never answers', () => {
  it('keeps nobody waiting', async () => {
    const own = await openMembers({ mail: { send: () => new Promise(() => {}) } })
    for (const username of ['ada', 'bob', 'eve', 'dan', 'fay', 'gil']) {
      const body = { username, email: `${username}@example.com`, secret: passwordOf(username) }
      assert.equal((await own.post('/members', body)).status, 201)
      assert.equal((await ask(username, own)).status, 202)
    }
  })
})

describe('a mail that cannot be sent', () => {
  it('is warned of, and told to nobody', async () => {
    const own = await openMembers({ mail: { send: () => Promise.reject(new TypeError('on purpose')) } })
    await own.post('/members', { username: 'ada', email: 'ada@example.com', secret: passwordOf('ada') })
    const { status, text } = await ask('ada', own)
    assert.deepEqual([status, text], [202, ''])
    for (let turn = 0; turn < 500 && warningsOf(own.events).length < 2; turn++) await pause(2)
    assert.match(warningsOf(own.events).join('\n'), /another password failed/)
  })
})

const warningsOf = (events: readonly { name: string; event: unknown }[]): string[] =>
  events.filter(({ name }) => name === 'warning').map(({ event }) => (event as { message: string }).message)

describe('without a mailer', () => {
  it('there is no such endpoint, and no page', () => {
    const { endpoints } = identity({ users: { resource: members, login: ['username'], password: 'secret' } })
    assert.deepEqual(
      endpoints.filter(({ path: each }) => /password-reset|verification|inbox/.test(each)),
      [],
    )
  })
})
