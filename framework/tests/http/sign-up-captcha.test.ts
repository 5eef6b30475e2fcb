// Sign-up for those who solve a captcha, whose provider is a server of the test's own.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, describe, it } from 'node:test'
import {
  captcha,
  hCaptcha,
  identity,
  localCaptcha,
  reCaptcha,
  turnstile,
  type CaptchaVerifier,
} from '../../src/identity.ts'
import { DeclarationError, directory, field, hasRole, resource } from '../../src/index.ts'
import { createTestApi } from '../../src/testing.ts'
import { createSiteVerify } from '../../src/engine/sign-up/site-verify.ts'
import { openSignUp, toUser, type Answered } from './sign-up-domain.ts'

type Play = (form: URLSearchParams, response: ServerResponse) => void

/** Plays a provider; what it was asked stands in `asked`. */
async function openProvider(play: Play) {
  const asked: URLSearchParams[] = []
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await text(request))
    asked.push(form)
    play(form, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => server.close().closeAllConnections())
  return { asked, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/siteverify` }
}

const json = (response: ServerResponse, body: unknown, status = 200) =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

const by = (response: string) => ({ 'x-captcha-response': response })
const site = { siteKey: 'site', secret: 'a secret' }

/** A provider that knows one response, and takes it once. */
async function openOnce(more: object = {}) {
  const good = new Set(['good', 'better'])
  return openProvider((form, response) => {
    const success = good.delete(form.get('response') ?? '')
    json(response, success ? { success, ...more } : { success, 'error-codes': ['timeout-or-duplicate'] })
  })
}

describe('a sign-up by captcha', () => {
  it('makes an account with a response that is good once', async () => {
    const { endpoint, asked } = await openOnce()
    const api = await openSignUp(captcha(turnstile({ ...site, endpoint })))
    assert.equal(await api.join('grace'), '403 CAPTCHA_REQUIRED')
    assert.equal(await api.join('grace', by('')), '403 CAPTCHA_REQUIRED')
    assert.equal(await api.join('grace', by('bad')), '403 CAPTCHA_FAILED')
    assert.equal(await api.join('grace', by('good')), '201')
    assert.equal(await api.join('alan', by('good')), '403 CAPTCHA_FAILED')
    assert.deepEqual(await api.names(), ['grace'])
    assert.deepEqual(Object.fromEntries(asked[1]!), {
      secret: 'a secret',
      response: 'good',
      remoteip: '127.0.0.1',
    })
  })
  it('asks nobody before the values are sound, nor about admins', async () => {
    const { endpoint, asked } = await openOnce()
    const api = await openSignUp(captcha(turnstile({ ...site, endpoint })))
    assert.equal(await api.join('x', by('good')), '422 VALIDATION_FAILED')
    assert.equal(await api.join('grace', by('good'), { isAdmin: true }), '403 FORBIDDEN')
    assert.equal((await api.root.request('POST', '/users', { body: toUser('mary') })).status, 201)
    assert.equal(asked.length, 0)
    const ada = api.as({ id: 'ada' })
    const signedIn = await ada.request<Answered>('POST', '/users', { body: toUser('grace') })
    assert.equal(signedIn.body.code, 'CAPTCHA_REQUIRED')
  })
  it('does not tell which names are taken without one', async () => {
    const { endpoint } = await openOnce()
    const api = await openSignUp(captcha(turnstile({ ...site, endpoint })))
    assert.equal(await api.join('grace', by('good')), '201')
    api.statements.length = 0
    assert.equal(await api.join('grace', by('bad')), '403 CAPTCHA_FAILED')
    assert.equal(await api.join('grace', by('bad'), { clubId: `0198c0de${id}` }), '403 CAPTCHA_FAILED')
    assert.deepEqual(api.statements, [])
    assert.equal(await api.join('grace', by('better')), '409 UNIQUE_VIOLATION')
  })
  it('answers a repeat with the same key without another captcha', async () => {
    const { endpoint, asked } = await openOnce()
    const api = await openSignUp(captcha(turnstile({ ...site, endpoint })))
    const headers = { ...by('good'), 'idempotency-key': '"once"' }
    assert.equal(await api.join('grace', headers), '201')
    assert.equal(await api.join('grace', headers), '201')
    assert.equal(asked.length, 1)
  })
  it('shows its provider and site key, and no secret', async () => {
    const api = await openSignUp(captcha(hCaptcha(site)))
    const { body } = await api.request('GET', '/auth/sign-up')
    assert.deepEqual(body, { policy: 'captcha', captcha: { provider: 'hcaptcha', siteKey: 'site' } })
  })
  it('makes no list of users by one response', async () => {
    const { endpoint, asked } = await openOnce()
    const api = await openSignUp(captcha(turnstile({ ...site, endpoint })))
    const body = [toUser('grace'), toUser('alan')]
    const { status } = await api.request('POST', '/users', { body, headers: by('good') })
    assert.equal(status, 403)
    assert.equal(asked.length, 0)
  })
})

describe('a sign-up with a file', () => {
  it('keeps it only where the captcha was solved', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ninety-sign-up-'))
    after(() => rmSync(folder, { recursive: true }))
    const people = resource('people', {
      fields: { name: field.text().unique(), photo: field.file(), password: field.secret() },
      access: hasRole('admin'),
      forms: true,
    })
    await using api = await createTestApi({
      resources: [people],
      files: directory(folder),
      identity: identity({
        users: { resource: people, login: ['name'], password: 'password' },
        signUp: captcha(localCaptcha()),
      }),
    })
    const signUp = async (response: string) => {
      const form = new FormData()
      form.set('name', 'grace')
      form.set('password', 'correct horse battery')
      form.set('photo', new Blob(['photo']), 'photo.txt')
      const sent = new Response(form)
      const { status } = await api.request('POST', '/people', {
        body: new Uint8Array(await sent.arrayBuffer()),
        headers: { 'content-type': sent.headers.get('content-type')!, ...by(response) },
      })
      const kept = readdirSync(folder, { recursive: true, withFileTypes: true })
      return [status, kept.filter((entry) => entry.isFile()).length]
    }
    assert.deepEqual(await signUp('guessed'), [403, 0])
    assert.deepEqual(await signUp('solved'), [201, 1])
  })
})

const id = '-5bd4-7c9a-8f1e-2f6f4c1b9a01'

describe('a provider that cannot be asked', () => {
  const failures: readonly [string, Play][] = [
    ['answers 500', (_, response) => json(response, { success: true }, 500)],
    ['answers no JSON', (_, response) => void response.end('<html>')],
    ['answers something else', (_, response) => json(response, { success: 'true' })],
    ['answers a list', (_, response) => json(response, [{ success: true }])],
    ['answers too much', (_, response) => json(response, { success: true, more: 'x'.repeat(100_000) })],
    ['does not know the secret', (_, response) => json(response, refusal('invalid-input-secret'))],
    ['sends the secret elsewhere', (_, response) => void response.writeHead(307, { location: '/' }).end()],
    ['hangs up', (_, response) => void response.socket!.destroy()],
  ]
  const refusal = (code: string) => ({ success: false, 'error-codes': [code] })
  for (const [what, play] of failures)
    it(`lets nobody in where it ${what}`, async () => {
      const { endpoint } = await openProvider(play)
      const api = await openSignUp(captcha(turnstile({ ...site, endpoint })))
      const answer = await api.request<Answered>('POST', '/users', {
        body: toUser('grace'),
        headers: by('good'),
      })
      assert.deepEqual([answer.status, answer.body.code], [503, 'CAPTCHA_UNAVAILABLE'])
      assert.equal(answer.headers['retry-after'], '5')
      assert.equal(answer.body.detail, undefined)
      assert.deepEqual(await api.names(), [])
      assert.ok(!api.emitted.join().includes('a secret'))
    })
  it('lets nobody in where it is too slow', async () => {
    const { endpoint } = await openProvider(() => {})
    const provider = { name: 'slow', endpoint, timeout: 50 }
    const api = await openSignUp(captcha(createSiteVerify(provider, site)))
    assert.equal(await api.join('grace', by('good')), '503 CAPTCHA_UNAVAILABLE')
  })
  it('is not asked ever more while it is slow', async () => {
    const { endpoint, asked } = await openProvider(() => {})
    const verifier = createSiteVerify({ name: 'slow', endpoint, timeout: 500 }, site)
    const asks = Array.from({ length: 80 }, () => verifier.verify('good', '192.0.2.1'))
    const answers = await Promise.allSettled(asks)
    assert.ok(answers.every(({ status }) => status === 'rejected'))
    assert.ok(asked.length <= 64, `${asked.length} questions`)
  })
  it('lets nobody in where it stops in the midst of its answer', async () => {
    const { endpoint } = await openProvider((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('{"success":true')
    })
    const provider = { name: 'slow', endpoint, timeout: 50 }
    const api = await openSignUp(captcha(createSiteVerify(provider, site)))
    assert.equal(await api.join('grace', by('good')), '503 CAPTCHA_UNAVAILABLE')
  })
})

const at = (endpoint: string) => ({ ...site, endpoint, hostnames: ['app.example'] })
const ours = { hostname: 'app.example', action: 'join' }
const other = { hostname: 'app.example', action: 'login' }

describe('what was solved elsewhere', () => {
  const cases: readonly [string, (endpoint: string) => CaptchaVerifier, object, boolean][] = [
    ['on a page of ours', (endpoint) => turnstile({ ...at(endpoint), action: 'join' }), ours, true],
    ['on another page', (endpoint) => turnstile(at(endpoint)), { hostname: 'evil.example' }, false],
    ['on no page that is told', (endpoint) => hCaptcha(at(endpoint)), {}, false],
    ['for something else', (endpoint) => turnstile({ ...site, endpoint, action: 'join' }), other, false],
    ['by version 2', (endpoint) => reCaptcha({ ...site, endpoint }), {}, true],
    ['by somebody', (endpoint) => reCaptcha({ ...site, endpoint }), { score: 0.5 }, true],
    ['by a program', (endpoint) => reCaptcha({ ...site, endpoint }), { score: 0.4 }, false],
    ['by nobody knows', (endpoint) => reCaptcha({ ...site, endpoint }), { score: '1' }, false],
    ['for something else', (endpoint) => reCaptcha({ ...site, endpoint, action: 'join' }), other, false],
  ]
  for (const [what, create, answer, isGood] of cases)
    it(`is ${isGood ? 'good' : 'no good'}: ${what} (${JSON.stringify(answer)})`, async () => {
      const { endpoint } = await openOnce(answer)
      assert.equal(await create(endpoint).verify('good', '192.0.2.1'), isGood)
    })
  it('is told to hCaptcha by the site key', async () => {
    const { endpoint, asked } = await openOnce()
    await hCaptcha({ ...site, endpoint }).verify('good', '192.0.2.1')
    assert.equal(asked[0]!.get('sitekey'), 'site')
  })
})

describe('a verifier', () => {
  it('whose options cannot work is refused with every fault', () => {
    assert.throws(
      () => turnstile({ siteKey: '', secret: '', endpoint: 'http://captcha.example' }),
      (error) => error instanceof DeclarationError && error.faults.length === 3,
    )
  })
  it('of your own that throws lets nobody in', async () => {
    const broken = { provider: 'own', siteKey: '', verify: () => Promise.reject(new Error('broken')) }
    const api = await openSignUp(captcha(broken))
    assert.equal(await api.join('grace', by('good')), '503 CAPTCHA_UNAVAILABLE')
  })
  it('of your own must say true', async () => {
    const vague = { provider: 'own', siteKey: '', verify: async () => 'yes' as never }
    const api = await openSignUp(captcha(vague))
    assert.equal(await api.join('grace', by('good')), '403 CAPTCHA_FAILED')
  })
  it('for development knows one answer', async () => {
    const api = await openSignUp(captcha(localCaptcha('42')))
    assert.equal(await api.join('grace', by('solved')), '403 CAPTCHA_FAILED')
    assert.equal(await api.join('grace', by('42')), '201')
  })
})
