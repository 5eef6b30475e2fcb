// Invitations: made, seen and withdrawn by admins; each makes one user, whatever happens at the same time.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { identity, invitation } from '../../src/identity.ts'
import { DeclarationError, field, hasRole, resource } from '../../src/index.ts'
import { createTestApi } from '../../src/testing.ts'
import { createTestDatabase } from '../../src/tooling/testing/test-store.ts'
import { openSignUp, toUser, type Answered } from './sign-up-domain.ts'

type Opened = Awaited<ReturnType<typeof openSignUp>>

interface Made extends Answered {
  readonly id: string
  readonly code: string
  readonly email: string | null
  readonly expiresAt: string
}

const open = () => openSignUp(invitation())
const invite = async ({ root }: Pick<Opened, 'root'>, body: object = {}): Promise<Made> => {
  const answer = await root.request<Made>('POST', '/auth/invitations', { body })
  assert.equal(answer.status, 201)
  return answer.body
}
const by = ({ code }: Pick<Made, 'code'>) => ({ 'x-invitation': code })
const notGood = '403 INVALID_INVITATION'
const unknown = { code: `invitation_${'x'.repeat(43)}` }

describe('a sign-up by invitation', () => {
  it('makes one account of each code', async () => {
    const api = await open()
    const made = await invite(api)
    assert.equal(await api.join('grace'), '403 INVITATION_REQUIRED')
    assert.equal(await api.join('grace', by({ code: '' })), '403 INVITATION_REQUIRED')
    assert.equal(await api.join('grace', by(made)), '201')
    assert.equal(await api.join('alan', by(made)), '403 INVALID_INVITATION')
    assert.deepEqual(await api.names(), ['grace'])
    assert.equal((await api.root.request('GET', `/auth/invitations/${made.id}`)).status, 404)
  })
  it('takes a form as well', async () => {
    const api = await open()
    const headers = { ...by(await invite(api)), 'content-type': 'application/x-www-form-urlencoded' }
    const body = new URLSearchParams(toUser('alan')).toString()
    assert.equal((await api.request('POST', '/users', { body, headers })).status, 201)
  })
  it('says the same of all codes that are not good', async () => {
    const api = await open()
    const [withdrawn, expired, used] = [
      await invite(api),
      await invite(api, { expiresAt: '2030-01-01T13:00:00Z' }),
      await invite(api),
    ]
    const own = await invite(api, { email: 'ada@example.com' })
    await api.root.request('DELETE', `/auth/invitations/${withdrawn.id}`)
    assert.equal(await api.join('grace', by(used)), '201')
    api.clock.advance('1h')
    const answers = []
    for (const made of [withdrawn, expired, used, own, unknown, { code: 'x' }, { code: `${own.code}x` }]) {
      const { status, body } = await api.request<Answered>('POST', '/users', {
        body: toUser('alan'),
        headers: by(made),
      })
      answers.push(`${status} ${body.code} ${body.detail}`)
    }
    assert.equal(new Set(answers).size, 1)
    assert.match(answers[0]!, /^403 INVALID_INVITATION The invitation is unknown/)
    assert.deepEqual(await api.names(), ['grace'])
  })
  it('does not tell which names are taken without one', async () => {
    const api = await open()
    assert.equal(await api.join('grace', by(await invite(api))), '201')
    assert.equal(await api.join('grace', by(unknown)), '403 INVALID_INVITATION')
    api.statements.length = 0
    assert.equal(await api.join('grace', by({ code: 'x' })), '403 INVALID_INVITATION')
    assert.deepEqual(api.statements, [])
  })
  it('leaves the code good where no user was made', async () => {
    const api = await open()
    const made = await invite(api)
    const other = await invite(api)
    assert.equal(await api.join('grace', by(other)), '201')
    assert.equal(await api.join('x', by(made)), '422 VALIDATION_FAILED')
    assert.equal(await api.join('alan', by(made), { isAdmin: true }), '403 FORBIDDEN')
    assert.equal(await api.join('grace', by(made)), '409 UNIQUE_VIOLATION')
    assert.equal(await api.join('alan', by(made)), '201')
  })
  it('makes exactly one user of two at once', async () => {
    const api = await open()
    for (let round = 0; round < 5; round++) {
      const made = await invite(api)
      const names = ['a', 'b', 'c', 'd'].map((letter) => `${letter}-${round}-user`)
      const answers = await Promise.all(names.map((name) => api.join(name, by(made))))
      assert.deepEqual(answers.sort(), ['201', ...Array<string>(3).fill('403 INVALID_INVITATION')])
    }
    assert.equal((await api.names()).length, 5)
  })
  it('makes one user of two processes at once, with one code', async () => {
    const { url: database } = await createTestDatabase()
    const [one, other] = [
      await openSignUp(invitation(), { database }),
      await openSignUp(invitation(), { database }),
    ]
    for (let round = 0; round < 5; round++) {
      const made = await invite(one)
      const answers = await Promise.all([
        one.join(`one-${round}`, by(made)),
        other.join(`other-${round}`, by(made)),
      ])
      assert.deepEqual(answers.sort(), ['201', '403 INVALID_INVITATION'])
    }
    assert.equal((await one.names()).length, 5)
  })
  it('leaves the code good where a hook of the users fails', async () => {
    const api = await open()
    const made = await invite(api)
    assert.equal(await api.join('banned', by(made)), '409 CONFLICT')
    assert.equal(await api.join('grace', by(made)), '201')
  })
  it('is no good when it comes twice', async () => {
    const api = await open()
    const [one, other] = [await invite(api), await invite(api)]
    assert.equal(await api.join('grace', { 'x-invitation': `${one.code}, ${one.code}` }), notGood)
    assert.equal(await api.join('grace', { 'x-invitation': `${one.code}, ${other.code}` }), notGood)
    assert.equal(await api.join('grace', { 'x-invitation': `invitation_${'x'.repeat(8000)}` }), notGood)
  })
  it('serves one API', async () => {
    const signUp = invitation()
    await openSignUp(signUp)
    await assert.rejects(openSignUp(signUp), (error) => error instanceof DeclarationError)
  })
  it('takes the address it is for, and no other', async () => {
    const api = await open()
    const made = await invite(api, { email: 'Grace@Example.com' })
    assert.equal(await api.join('alan', by(made)), '403 INVALID_INVITATION')
    assert.equal(await api.join('grace', by(made), { email: 'gRACE@example.COM' }), '201')
  })
  it('makes no list of users of one code', async () => {
    const api = await open()
    const made = await invite(api)
    const body = [toUser('grace'), toUser('alan')]
    assert.equal((await api.request('POST', '/users', { body, headers: by(made) })).status, 403)
    assert.equal(await api.join('grace', by(made)), '201')
  })
  it('is nothing to admins', async () => {
    const api = await open()
    const made = await invite(api)
    const answer = await api.root.request('POST', '/users', { body: toUser('mary'), headers: by(made) })
    assert.equal(answer.status, 201)
    assert.equal(await api.join('grace', by(made)), '201')
  })
  it('answers a repeat with the same key, and uses one code', async () => {
    const api = await open()
    const headers = { ...by(await invite(api)), 'idempotency-key': '"once"' }
    assert.equal(await api.join('grace', headers), '201')
    assert.equal(await api.join('grace', headers), '201')
    assert.deepEqual(await api.names(), ['grace'])
  })
  it('keeps nothing that a code could be made of', async () => {
    const api = await open()
    const made = await invite(api)
    assert.equal(await api.join('alan', by(unknown)), '403 INVALID_INVITATION')
    const secret = made.code.slice(-43)
    assert.ok(!api.statements.join().includes(secret) && !api.emitted.join().includes(secret))
    const { text } = await api.root.request('GET', '/auth/invitations')
    assert.ok(!text.includes(secret))
  })
})

describe('/auth/invitations', () => {
  it('is for admins whose token is good for it', async () => {
    const api = await open()
    const { id } = await invite(api)
    const asks = [
      ['POST', '/auth/invitations', 'invitations:write'],
      ['GET', '/auth/invitations', 'invitations:read'],
      ['GET', `/auth/invitations/${id}`, 'invitations:read'],
      ['DELETE', `/auth/invitations/${id}`, 'invitations:write'],
    ] as const
    for (const [method, path, scope] of asks) {
      const body = method === 'POST' ? { body: {} } : {}
      assert.equal((await api.request(method, path, body)).status, 401)
      const ada = await api.as({ id: 'ada' }).request<Answered>(method, path, body)
      assert.equal(ada.body.code, 'FORBIDDEN')
      const scopes = ['invitations:read', 'invitations:write'].filter((each) => each !== scope)
      const narrow = api.as({ id: 'root', roles: ['admin'], scopes })
      assert.equal((await narrow.request<Answered>(method, path, body)).body.code, 'INSUFFICIENT_SCOPE')
    }
  })
  it('shows them page by page, without codes', async () => {
    const api = await open()
    for (let count = 0; count < 3; count++) await invite(api, { email: `user${count}@example.com` })
    const first = await api.root.request<Page>('GET', '/auth/invitations?limit=2')
    assert.deepEqual(
      first.body.data.map(({ email }) => email),
      ['user2@example.com', 'user1@example.com'],
    )
    assert.deepEqual(Object.keys(first.body.data[0]!), ['id', 'email', 'createdAt', 'expiresAt'])
    const second = await api.root.request<Page>('GET', first.body.page.next!)
    assert.equal(second.body.data.length, 1)
    assert.equal(second.body.page.next, null)
    const one = await api.root.request('GET', `/auth/invitations/${second.body.data[0]!.id}`)
    assert.deepEqual(one.body, second.body.data[0])
  })
  it('invites for 7 days unless it is told otherwise', async () => {
    const api = await open()
    const made = await invite(api, { email: null, expiresAt: null })
    assert.equal(made.expiresAt, '2030-01-08T12:00:00.000Z')
    assert.match(made.code, /^invitation_[\w-]{43}$/)
  })
  it('refuses what is no invitation, naming every fault', async () => {
    const api = await open()
    const bodies = [
      { email: 'nobody' },
      { email: 7 },
      { expiresAt: '2030-01-01T11:59:59Z' },
      { expiresAt: 'tomorrow' },
      { expiresAt: '9999-12-31T23:59:59-12:00' },
      { email: `${'x'.repeat(250)}@example.com` },
      { code: 'mine' },
      [],
      'text',
    ]
    for (const body of bodies) {
      const answer = await api.root.request('POST', '/auth/invitations', {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      })
      assert.equal(answer.status, 422, JSON.stringify(body))
    }
    const empty = { headers: { 'content-type': 'application/json' }, body: '' }
    assert.equal((await api.root.request('POST', '/auth/invitations', empty)).status, 400)
    const form = { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: '' }
    assert.equal((await api.root.request('POST', '/auth/invitations', form)).status, 415)
    assert.equal((await api.root.request('POST', '/auth/invitations?x=1', { body: {} })).status, 400)
  })
  it('withdraws each once', async () => {
    const api = await open()
    const { id } = await invite(api)
    const path = `/auth/invitations/${id.toUpperCase()}`
    assert.equal((await api.root.request('DELETE', path)).status, 204)
    assert.equal((await api.root.request('DELETE', path)).status, 404)
    assert.equal((await api.root.request('GET', '/auth/invitations/x')).status, 404)
  })
  it('forgets those that have expired', async () => {
    const api = await open()
    await invite(api, { expiresAt: '2030-01-01T13:00:00Z' })
    api.clock.advance('2h')
    for (let count = 0; count < 33; count++) await invite(api)
    const { body } = await api.root.request<Page>('GET', '/auth/invitations?limit=100')
    assert.equal(body.data.length, 33)
  })
  it('is for the role that is named', async () => {
    const api = await openSignUp(invitation({ role: 'host' }))
    const host = api.as({ id: 'ada', roles: ['host'] })
    assert.equal((await host.request('POST', '/auth/invitations', { body: {} })).status, 201)
    assert.equal((await api.root.request('POST', '/auth/invitations', { body: {} })).status, 403)
  })
  it('is for nobody in particular where users have no address', async () => {
    const members = resource('members', {
      fields: { name: field.text().unique(), password: field.secret() },
      access: hasRole('admin'),
    })
    await using api = await createTestApi({
      resources: [members],
      identity: identity({
        users: { resource: members, login: ['name'], password: 'password' },
        signUp: invitation(),
      }),
    })
    const root = api.as({ id: 'root', roles: ['admin'] })
    const refused = await root.request<Answered & { errors: { code: string }[] }>(
      'POST',
      '/auth/invitations',
      { body: { email: 'grace@example.com' } },
    )
    assert.equal(refused.body.errors[0]!.code, 'no_email_field')
    const { code } = await invite({ root } as never)
    const body = { name: 'grace', password: 'correct horse battery' }
    assert.equal((await api.request('POST', '/members', { body, headers: by({ code }) })).status, 201)
  })
})

interface Page {
  readonly data: readonly { readonly id: string; readonly email: string | null }[]
  readonly page: { readonly next: string | null }
}
