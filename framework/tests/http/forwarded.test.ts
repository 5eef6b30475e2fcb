// Behind proxies: who asks is what trusted ones tell, and where the API is only what it was told itself.
import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { anyone, createApi, DeclarationError, field, isOwner, listen, resource } from '../../src/index.ts'
import { createSecretHasher, identity } from '../../src/identity.ts'
import { oauthServer } from '../../src/oauth-server.ts'
import type { TrustedProxies } from '../../src/server/api/trusted-proxies.ts'
import { openTestStore } from '../../src/tooling/testing/test-store.ts'

async function open(t: TestContext, trustProxy: TrustedProxies | undefined, publicUrl?: string) {
  const users = resource('users', {
    fields: {
      username: field.text().unique(),
      email: field.email().unique(),
      emailVerified: field.boolean().default(false).readOnly(),
      password: field.secret(),
    },
    access: { create: anyone(), read: anyone() },
  })
  const notes = resource('notes', { fields: { text: field.text() }, access: anyone(), sort: ['text'] })
  const own = resource('own', { fields: { ownerId: field.owner('users') }, access: isOwner('ownerId') })
  const addresses: (string | null)[] = []
  const mails: string[] = []
  const api = createApi({
    store: openTestStore(),
    resources: [users, notes, own],
    prefix: '/api',
    links: true,
    identity: identity({
      users: {
        resource: users,
        login: ['username'],
        password: 'password',
        email: 'email',
        emailVerified: 'emailVerified',
      },
      hasher: createSecretHasher({ memory: 64, passes: 1 }),
      mail: { send: async (mail) => void mails.push(JSON.stringify(mail)) },
      ...(publicUrl !== undefined && { authorizationServer: oauthServer() }),
    }),
    events: {
      emit(name, event) {
        if (name === 'request.completed') addresses.push((event as { address: string }).address)
      },
    },
    ...(publicUrl !== undefined && { publicUrl }),
  })
  const server = await listen(api, { port: 0, ...(trustProxy !== undefined && { trustProxy }) })
  t.after(() => server.close())
  // Where it listens, whatever the base.
  const { origin } = new URL(server.url)
  const send = async (
    path: string,
    { headers = {}, body }: { headers?: Record<string, string>; body?: unknown } = {},
  ) => {
    const response = await fetch(origin + path, {
      redirect: 'manual',
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text }
  }
  return { send, addresses, mails }
}

describe('the address of a client', () => {
  const cases: [title: string, trust: TrustedProxies | undefined, forwarded: string, address: string][] = [
    ['is that of the peer where nobody is trusted', undefined, '203.0.113.7', '127.0.0.1'],
    ['is that of the peer where it is not trusted', '10.0.0.0/8', '203.0.113.7', '127.0.0.1'],
    ['is told by a proxy of a trusted network', '127.0.0.0/8', '203.0.113.7', '203.0.113.7'],
    ['is told by a proxy of a network with a name', 'loopback', '2001:db8::7', '2001:db8::7'],
    [
      'is the last that no trusted proxy has',
      'loopback, 10.0.0.0/8',
      '198.51.100.1, 203.0.113.7, 10.0.0.9',
      '203.0.113.7',
    ],
    ['is told by the first of so many proxies', 2, '198.51.100.1, 203.0.113.7, 10.0.0.9', '203.0.113.7'],
    ['is told by so many proxies, as text', '1', '198.51.100.1, 203.0.113.7', '203.0.113.7'],
    ['has no port', ['loopback', '10.0.0.9'], '198.51.100.1, 203.0.113.7:4711, 10.0.0.9:80', '203.0.113.7'],
    ['has no brackets', 'loopback', '[2001:db8::7]:4711', '2001:db8::7'],
    ['is not made up behind all proxies', true, 'unknown, evil"><script>, 203.0.113.7', '203.0.113.7'],
    ['is that of the peer where nobody tells one', true, 'unix:, _hidden, 999.1.1.1', '127.0.0.1'],
  ]
  for (const [title, trust, forwarded, address] of cases) {
    test(title, async (t) => {
      const { send, addresses } = await open(t, trust)
      const others = { forwarded: 'for=192.0.2.1', 'x-real-ip': '192.0.2.1', 'true-client-ip': '192.0.2.1' }
      await send('/livez', { headers: { 'x-forwarded-for': forwarded, ...others } })
      assert.deepEqual(addresses, [address])
    })
  }

  for (const wrong of ['proxy.example', '10.0.0.0/33', '10.0.0.0/8/8', '', -1] as const) {
    test(`cannot be told by ${JSON.stringify(wrong)}`, (t) =>
      assert.rejects(open(t, wrong), (error) => error instanceof DeclarationError))
  }
})

const hostile = {
  'x-forwarded-host': 'evil.example',
  'x-forwarded-proto': 'evil',
  'x-forwarded-port': '6166661',
  'x-forwarded-prefix': '/evil',
  'x-forwarded-server': 'evil.example',
  'x-original-url': '/evil',
  'x-rewrite-url': '/evil',
  forwarded: 'for=192.0.2.1;host=evil.example;proto=evil',
}

describe('what a request says of where the API is', () => {
  for (const publicUrl of [undefined, 'https://api.example', 'https://api.example/base']) {
    test(`is in no answer and no mail, with ${publicUrl ?? 'no public URL'}`, async (t) => {
      const { send, mails } = await open(t, true, publicUrl)
      const base = publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/$/, '')
      const ask = async (path: string, body?: unknown, accept = 'application/json') => {
        const answer = await send(path, { headers: { ...hostile, accept }, body })
        const all = [...answer.headers].join('\n') + answer.text
        assert.equal(/evil|6166661/.test(all), false, `${path}: ${all}`)
        return answer
      }
      const user = { username: 'ada', email: 'ada@example.com', password: 'ada has a long password' }
      await ask('/api/users', user)
      const made = await ask('/api/notes', { text: 'x' })
      assert.match(made.headers.get('location') ?? '', new RegExp(`^${base}/api/notes/[\\w-]+$`))
      await ask('/api/notes', { text: 'y' })
      for (const path of ['/', '/docs', '/openapi.json', '/.well-known/api-catalog', '/problems', '/nowhere'])
        await ask(path, undefined, '*/*')
      await ask('/api/own')
      await ask('/api/notes?limit=1', undefined, 'application/hal+json')
      if (publicUrl !== undefined)
        for (const path of [
          'openid-configuration',
          'oauth-authorization-server',
          'oauth-protected-resource',
        ]) {
          const { text, status } = await ask(`/.well-known/${path}`)
          if (status === 200) assert.ok(text.includes('https://api.example'))
        }
      await ask('/auth/password-reset', { email: user.email })
      // It is sent behind the answer.
      for (let tries = 0; mails.length === 0 && tries < 200; tries++) await wait(25)
      assert.notEqual(mails.length, 0)
      for (const mail of mails) assert.equal(/evil|6166661/.test(mail), false)
    })
  }
})

describe('a public URL with a path', () => {
  for (const [title, taken] of [
    ['passes paths as they are', '/base'],
    ['takes the path away', ''],
  ] as const) {
    test(`begins all links, where a proxy ${title}`, async (t) => {
      const { send } = await open(t, undefined, 'https://api.example/base')
      const made = await send(`${taken}/api/notes`, { body: { text: 'x' } })
      assert.equal(made.status, 201, made.text)
      await send(`${taken}/api/notes`, { body: { text: 'y' } })
      const { id, links } = JSON.parse(made.text) as { id: string; links: { self: string } }
      assert.equal(made.headers.get('location'), `/base/api/notes/${id}`)
      assert.equal(links.self, `/base/api/notes/${id}`)
      const page = await send(`${taken}/api/notes?limit=1`)
      assert.match(page.headers.get('link') ?? '', /<\/base\/api\/notes\?limit=1&after=/)
      const next = (JSON.parse(page.text) as { page: { next: string } }).page.next
      assert.equal((await send(taken === '' ? next.replace('/base', '') : next)).status, 200)
      const missing = await send(`${taken}/api/notes/none`)
      const problem = JSON.parse(missing.text) as { type: string; instance: string }
      assert.deepEqual(
        [missing.status, problem.instance, problem.type],
        [404, '/base/api/notes/none', 'https://api.example/base/problems#NOT_FOUND'],
      )
      const document = JSON.parse((await send(`${taken}/openapi.json`)).text) as { servers: unknown }
      assert.deepEqual(document.servers, [{ url: 'https://api.example/base' }])
      for (const path of ['/livez', '/readyz', '/', '/docs'])
        assert.equal((await send(`${taken}${path}`)).status, 200, path)
      assert.equal((await send(`${taken}/%ff`)).status, 400)
      assert.equal((await send(`${taken}/basement`)).status, 404)
      assert.match(missing.headers.get('strict-transport-security') ?? '', /^max-age=/)
    })
  }
})
