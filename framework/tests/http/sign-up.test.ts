// Who makes an account: the rule of the users, and beside it a policy that is said once.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { captcha, identity, localCaptcha, type SignUp, type SignUpPolicy } from '../../src/identity.ts'
import {
  anyone,
  createApi,
  DeclarationError,
  defineProblem,
  field,
  hasRole,
  resource,
  type AnyResource,
} from '../../src/index.ts'
import { openTestStore } from '../../src/tooling/testing/test-store.ts'
import { openSignUp, toUser } from './sign-up-domain.ts'

describe('a sign-up that is open', () => {
  it('makes an account of anybody, with JSON or a form', async () => {
    const api = await openSignUp('open')
    assert.equal(await api.join('grace'), '201')
    const body = new URLSearchParams(toUser('alan')).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    assert.equal((await api.request('POST', '/users', { body, headers })).status, 201)
    assert.deepEqual(await api.names(), ['alan', 'grace'])
  })
  it('gives nobody what admins alone write', async () => {
    const api = await openSignUp('open')
    assert.equal(await api.join('grace', {}, { isAdmin: true }), '403 FORBIDDEN')
  })
  it('is for the collection and one user alone', async () => {
    const api = await openSignUp('open')
    const list = [toUser('grace'), toUser('alan')]
    assert.equal((await api.request('POST', '/users', { body: list })).status, 403)
    const free = '/users/0198c0de-5bd4-7c9a-8f1e-2f6f4c1b9a01'
    assert.equal((await api.request('PUT', free, { body: toUser('grace') })).status, 401)
    const ada = api.as({ id: 'ada' })
    assert.equal((await ada.request('PUT', free, { body: toUser('grace') })).status, 404)
    assert.deepEqual(await api.names(), [])
    assert.equal((await api.root.request('POST', '/users', { body: list })).status, 201)
    assert.equal((await api.root.request('PUT', free, { body: toUser('mary') })).status, 201)
  })
  it('lets nobody make users together with other rows', async () => {
    const api = await openSignUp('open')
    const club = { name: 'Chess', members: [toUser('grace')] }
    const ada = api.as({ id: 'ada' })
    assert.equal((await ada.request('POST', '/clubs', { body: club })).status, 403)
    assert.deepEqual(await api.names(), [])
    assert.equal((await api.root.request('POST', '/clubs', { body: club })).status, 201)
  })
  it('is told by OPTIONS', async () => {
    const api = await openSignUp('open')
    const { headers } = await api.request('OPTIONS', '/users')
    assert.equal(headers['allow'], 'POST, OPTIONS')
    const unscoped = await api.as({ id: 'ada', scopes: ['users:read'] }).request('OPTIONS', '/users')
    assert.equal(unscoped.headers['allow'], 'OPTIONS')
  })
})

describe('a sign-up that is closed', () => {
  for (const policy of ['closed', undefined] as const)
    it(`lets admins make users alone, as ${policy ?? 'without a policy'}`, async () => {
      const api = await openSignUp(policy)
      assert.equal(await api.join('grace'), '401 UNAUTHENTICATED')
      const ada = await api.as({ id: 'ada' }).request('POST', '/users', { body: toUser('grace') })
      assert.equal(ada.status, 403)
      assert.equal((await api.root.request('POST', '/users', { body: toUser('grace') })).status, 201)
      assert.deepEqual((await api.request('GET', '/auth/sign-up')).body, { policy: 'closed' })
    })
})

const NotOurs = defineProblem('NOT_OURS', 403, 'The address is not one of ours')
const colleagues: SignUpPolicy = {
  terms: { policy: 'colleagues', who: 'colleagues', problems: [NotOurs] },
  begin: () => ({
    verify({ values }) {
      if (!String(values['email']).endsWith('@example.com')) throw new NotOurs()
    },
  }),
}

describe('a sign-up by a policy of your own', () => {
  it('is asked once the values are sound', async () => {
    const api = await openSignUp(colleagues)
    assert.equal(await api.join('grace'), '201')
    assert.equal(await api.join('eve', {}, { email: 'eve@example.org' }), '403 NOT_OURS')
    assert.equal(await api.join('x', {}, { email: 'eve@example.org' }), '422 VALIDATION_FAILED')
    assert.deepEqual((await api.request('GET', '/auth/sign-up')).body, { policy: 'colleagues' })
    assert.match((await api.request('GET', '/problems')).text, /<tr id="NOT_OURS">/)
  })
})

describe('GET /auth/sign-up', () => {
  it('says what the rule says where there is no policy', async () => {
    const open = resource('users', {
      fields: { name: field.text().unique(), password: field.secret() },
      access: anyone(),
    })
    const own = identity({ users: { resource: open, login: ['name'], password: 'password' } })
    const endpoint = own.endpoints.find(({ path }) => path === '/auth/sign-up')!
    const request = { method: 'GET', url: '', parameters: {}, query: '', headers: {}, body: undefined }
    const { body } = await endpoint.handle({ ...request, address: '', id: '' }, undefined as never)
    assert.equal(body, '{"policy":"open"}')
  })
  it('may be kept for a short while, and takes no parameters', async () => {
    const api = await openSignUp('open')
    const { headers, body } = await api.request('GET', '/auth/sign-up')
    assert.equal(headers['cache-control'], 'public, max-age=60')
    assert.deepEqual(body, { policy: 'open' })
    assert.equal((await api.request('GET', '/auth/sign-up?x=1')).status, 400)
  })
})

describe('the document', () => {
  const describePost = async (signUp: SignUp | undefined) => {
    const { api } = await openSignUp(signUp)
    const { paths } = api.document() as unknown as Described
    return paths['/users']!.post!
  }
  it('says who makes users, and how', async () => {
    const { description, security, parameters, responses, ...post } = await describePost(
      captcha(localCaptcha()),
    )
    assert.equal(description, 'Allowed: anyone who solves a captcha, or role admin.')
    assert.deepEqual(post['x-access'], {
      rule: { rule: 'role', role: 'admin' },
      scopes: ['users:write'],
      signUp: 'captcha',
    })
    assert.deepEqual(security[0], {})
    assert.ok(parameters.some(({ name }) => name === 'X-Captcha-Response'))
    assert.match(responses['403']!.$ref, /CaptchaRequiredOrCaptchaFailed/)
    assert.match(responses['503']!.$ref, /CaptchaUnavailable/)
    assert.equal(responses['401']?.$ref.includes('Unauthenticated'), false)
  })
  it('says nothing of a policy that lets nobody in', async () => {
    const { description, ...post } = await describePost('closed')
    assert.equal(description, 'Allowed: role admin.')
    assert.deepEqual(post['x-access'], { rule: { rule: 'role', role: 'admin' }, scopes: ['users:write'] })
  })
})

interface Described {
  readonly paths: Readonly<Record<string, { readonly post?: Post }>>
}

interface Post {
  readonly description: string
  readonly security: readonly object[]
  readonly parameters: readonly { readonly name?: string }[]
  readonly responses: Readonly<Record<string, { readonly $ref: string }>>
  readonly 'x-access': object
}

describe('a rule that lets anybody make users', () => {
  const open = resource('users', {
    fields: { name: field.text().unique(), password: field.secret() },
    access: anyone(),
  })
  const create = (signUp: SignUp) =>
    createApi({
      store: openTestStore(),
      resources: [open],
      identity: identity({ users: { resource: open, login: ['name'], password: 'password' }, signUp }),
    })
  it('is refused beside a policy that it would pass by', () => {
    for (const signUp of ['closed', captcha(localCaptcha()), colleagues] as const)
      assert.throws(
        () => create(signUp),
        (error) =>
          error instanceof DeclarationError &&
          error.faults.some(({ path }) => path === 'users.access.create'),
      )
    create('open')
  })
})

describe('other resources in the table of the users', () => {
  const fields = { username: field.text().unique(), password: field.secret() }
  const current = resource('users', { fields, access: hasRole('admin') })
  const create = (before: AnyResource) =>
    createApi({
      store: openTestStore(),
      versions: { v1: { resources: [before] }, v2: { resources: [current] } } as never,
      identity: identity({
        users: { resource: current, login: ['username'], password: 'password' },
        signUp: captcha(localCaptcha()),
      }),
    })
  const describeIn = (before: AnyResource) =>
    (create(before).document('', 'v1') as unknown as Described).paths[`/v1/${before.name}`]!.post!.description

  it('are signed up to where another version calls them users as well', () => {
    const before = resource('users', { fields, access: hasRole('host') })
    assert.equal(describeIn(before), 'Allowed: anyone who solves a captcha, or role host.')
  })
  it('are not, by another name', () => {
    const before = resource('members', { fields, access: hasRole('admin'), table: 'users' })
    assert.equal(describeIn(before), 'Allowed: role admin.')
  })
  it('do not let anybody pass by the policy', () => {
    const before = resource('members', { fields, access: anyone(), table: 'users' })
    assert.throws(
      () => create(before),
      (error) => error instanceof DeclarationError && error.faults[0]!.path === 'v1.members.access.create',
    )
  })
})
