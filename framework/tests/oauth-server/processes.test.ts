// Two processes on one database: what one gives the other takes, and what one takes back is gone from both, in a file at once.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { hash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { createSchema, skip } from '../store/postgres-database.ts'
import { authorize } from './authorize.ts'
import { basic, openOAuthApi, password, redirectUri } from './oauth-api.ts'

const folder = mkdtempSync(join(tmpdir(), 'ninety-oauth-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const program = new URL('oauth-process.ts', import.meta.url).pathname

/** The API in this process, and the address of another one. */
async function openBoth(database: string) {
  const opened = await openOAuthApi({ database })
  await opened.createClient('app', { redirectUris: [redirectUri], firstParty: true })
  await opened.createClient('gone', { firstParty: true })
  await opened.createClient('service', { service: true })

  const child = spawn(process.execPath, [program, database, opened.url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  after(async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null) await once(child, 'exit')
  })
  const there = String((await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()).value)
  return { opened, here: opened.url, there }
}

// Opened before anything is tested, and closed after everything.
const onFile = await openBoth(join(folder, 'oauth.db'))
const onPostgres = skip === false ? await openBoth((await createSchema()).url) : undefined

describe('two processes on one file', () => describeProcesses(onFile, 0))
if (onPostgres === undefined) test('two processes on one PostgreSQL', { skip })
else describe('two processes on one PostgreSQL', () => describeProcesses(onPostgres, 3000))

async function ask(
  instance: string,
  path: string,
  form: Readonly<Record<string, string>>,
  client: string,
  headers: Readonly<Record<string, string>> = {},
) {
  const response = await fetch(instance + path, {
    method: 'POST',
    headers: { ...basic(client), ...headers },
    body: new URLSearchParams(form),
  })
  const text = await response.text()
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, string> }
}
const token = (instance: string, form: Readonly<Record<string, string>>, client = 'app') =>
  ask(instance, '/auth/oauth2/token', form, client)
const statusAt = async (instance: string, shown: string) =>
  (await fetch(`${instance}/todos`, { headers: { authorization: `Bearer ${shown}` } })).status

/** @param grace how long, in milliseconds, what is taken back with a session may be good in the other process */
function describeProcesses(
  { opened, here, there }: Awaited<ReturnType<typeof openBoth>>,
  grace: number,
): void {
  async function signIn(client = 'app') {
    const form = { grant_type: 'password', username: 'ada', password, scope: 'todos:read' }
    return (await token(here, form, client)).body as Record<'access_token' | 'refresh_token', string>
  }

  /** Until the other process refuses, at most as long as it may take. */
  async function refusedWithin(milliseconds: number, shown: string): Promise<void> {
    const until = Date.now() + milliseconds
    while ((await statusAt(there, shown)) !== 401) {
      assert.ok(Date.now() < until, 'it is still good')
      await wait(50)
    }
  }

  describe('what one process gave', () => {
    test('a code is exchanged at the other', async () => {
      const verifier = 'a-verifier-of-forty-three-characters-or-more'
      const { address } = await authorize(opened, await opened.discover('app'), {
        parameters: { code_challenge: hash('sha256', verifier, 'base64url') },
      })
      const form = {
        grant_type: 'authorization_code',
        code: address.searchParams.get('code')!,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      }
      const { status, body } = await token(there, form)
      assert.equal(status, 200, JSON.stringify(body))
      assert.equal(await statusAt(here, body['access_token']!), 200)
      assert.equal((await token(here, form)).status, 400)
      assert.equal(await statusAt(there, body['access_token']!), 401)
    })

    test('a refresh token is exchanged at the other, by one of many', async () => {
      for (let round = 0; round < 3; round++) {
        const { refresh_token } = await signIn()
        const form = { grant_type: 'refresh_token', refresh_token }
        const answers = await Promise.all([here, there, here, there].map((instance) => token(instance, form)))
        assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 400, 400, 400])
        const { body } = answers.find(({ status }) => status === 200)!
        assert.equal(await statusAt(there, body['access_token']!), 200)
      }
    })

    test('a token is introspected at the other', async () => {
      const { access_token: shown } = await signIn()
      const { body } = await ask(there, '/auth/oauth2/introspect', { token: shown }, 'app')
      assert.equal(body['active'], true)
    })
  })

  describe('what one process takes back is refused by the other', () => {
    test('an access token alone within a second', async () => {
      const { body } = await token(here, { grant_type: 'client_credentials', scope: 'todos:read' }, 'service')
      const shown = body['access_token']!
      assert.equal(await statusAt(there, shown), 200)
      await ask(here, '/auth/oauth2/revoke', { token: shown }, 'service')
      assert.equal(await statusAt(here, shown), 401)
      await refusedWithin(2000, shown)
    })

    test('a grant at once', async () => {
      const { access_token: shown, refresh_token } = await signIn()
      assert.equal(await statusAt(there, shown), 200)
      await ask(here, '/auth/oauth2/revoke', { token: refresh_token }, 'app')
      await refusedWithin(grace, shown)
      assert.equal((await token(there, { grant_type: 'refresh_token', refresh_token })).status, 400)
    })

    test('a client at once, and all that came by it', async () => {
      const { access_token: shown, refresh_token } = await signIn('gone')
      assert.equal(await statusAt(there, shown), 200)
      await opened.clients.remove('gone')
      await refusedWithin(grace, shown)
      const { status } = await token(there, { grant_type: 'refresh_token', refresh_token }, 'gone')
      assert.equal(status, 401)
    })

    test('a proof that was used', async () => {
      const { publicKey, privateKey } = await generateKeyPair('ES256')
      const jwk = await exportJWK(publicKey)
      const prove = (claims: Readonly<Record<string, string>>) =>
        new SignJWT({ jti: randomUUID(), ...claims })
          .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
          .setIssuedAt()
          .sign(privateKey)
      const dpop = await prove({ htm: 'POST', htu: `${here}/auth/oauth2/token` })
      const form = { grant_type: 'client_credentials', scope: 'todos:read' }
      const { body } = await ask(here, '/auth/oauth2/token', form, 'service', { dpop })
      assert.equal((await ask(there, '/auth/oauth2/token', form, 'service', { dpop })).status, 400)
      const shown = body['access_token']!
      const proof = await prove({ htm: 'GET', htu: `${here}/todos`, ath: hash('sha256', shown, 'base64url') })
      const headers = { authorization: `DPoP ${shown}`, dpop: proof }
      assert.equal((await fetch(`${there}/todos`, { headers })).status, 200)
      assert.equal((await fetch(`${here}/todos`, { headers })).status, 401)
    })
  })

  describe('a new signing key', () => {
    test('signs in both processes, and what the old one signed stays good', async () => {
      const old = await signIn()
      const kid = await opened.api.context.identity!.administration!().rotateKeys()
      const keyOf = (shown: string) =>
        JSON.parse(Buffer.from(shown.split('.')[0]!, 'base64url').toString()).kid
      const form = { grant_type: 'client_credentials', scope: 'todos:read' }
      const until = Date.now() + 10_000
      let fresh = ''
      while (fresh === '' || keyOf(fresh) !== kid) {
        assert.ok(Date.now() < until, 'the new key does not sign')
        await wait(200)
        fresh = (await token(there, form, 'service')).body['access_token']!
        // Whoever signs with it first is understood by all.
        assert.equal(await statusAt(here, fresh), 200)
      }
      assert.deepEqual(
        [await statusAt(here, old.access_token), await statusAt(there, old.access_token)],
        [200, 200],
      )
      const { refresh_token } = old
      assert.equal((await token(there, { grant_type: 'refresh_token', refresh_token })).status, 200)
    })
  })
}
