// The pages where an API stands: over https, below a path, with mails.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { identity } from 'ninety/identity'
import { anyone, field, resource } from 'ninety'
import { inbox } from 'ninety/mail'
import { oauthServer } from 'ninety/oauth-server'
import { authorize } from './authorize.ts'
import { createBrowser, openOAuthApi, password, redirectUri } from './oauth-api.ts'

const users = resource('users', {
  fields: { username: field.text().unique(), email: field.text().optional(), password: field.secret() },
  access: anyone(),
})

const toAuthorization = (clientId: string, scope: string) =>
  `/auth/oauth2/authorize?${new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope,
    code_challenge: 'x'.repeat(43),
    code_challenge_method: 'S256',
  })}`

test('over https cookies go by https alone, and mails bring passwords back', async () => {
  const { url, clients } = await openOAuthApi({
    api: {
      resources: [users],
      publicUrl: 'https://api.example/v1',
      identity: identity({
        users: { resource: users, login: ['username'], password: 'password', email: 'email' },
        mail: inbox(),
        authorizationServer: oauthServer(),
      }),
    },
  })
  const client = { name: 'Own', redirectUris: [redirectUri], scopes: ['users:read'], firstParty: true }
  const { clientId } = await clients.create(client)

  const cookies: string[] = []
  /** Goes to an address of the API, as a proxy would bring it. */
  const go = async (address: string, form?: Readonly<Record<string, string>>): Promise<Response> => {
    const path = address.replace('https://api.example', '').replace(/^\/v1/, '')
    const response = await fetch(url + path, {
      redirect: 'manual',
      headers: { accept: 'text/html', cookie: cookies.map((each) => each.split(';')[0]!).join('; ') },
      ...(form !== undefined && { method: 'POST', body: new URLSearchParams(form) }),
    })
    cookies.push(...response.headers.getSetCookie())
    return response
  }
  const began = await go(toAuthorization(clientId, 'users:read'))
  const page = began.headers.get('location')!
  assert.ok(page.startsWith('/v1/auth/oauth2/interaction/'), page)
  assert.equal(await began.text(), '', 'a redirect says nothing besides')
  assert.match(await (await go(page)).text(), /<a href="\/v1\/auth\/password-reset">Forgot/)
  const signedIn = await go(page, { username: 'ada', password })
  assert.equal(signedIn.status, 303)
  const resumed = await go(signedIn.headers.get('location')!)
  assert.ok(resumed.headers.get('location')!.startsWith(`${redirectUri}?code=`))

  const kept = cookies.filter((each) => !each.includes('expires=Thu, 01 Jan 1970'))
  for (const cookie of kept) assert.match(cookie, /; samesite=lax; secure; httponly$/)
  const session = kept.find((each) => each.startsWith('__Host-oauth-session='))!
  assert.match(session, /^[^;]+; path=\/; samesite=lax/, 'it lasts as long as the browser is open')
  assert.deepEqual(
    kept.filter((each) => each !== session).map((each) => each.split('=')[0]),
    ['oauth-interaction', 'oauth-resume'],
  )
})

test('below a path a browser is led through, and signs out', async () => {
  const opened = await openOAuthApi({ prefix: '/v1' })
  await opened.createClient('demo', { redirectUris: [redirectUri] })
  const browser = createBrowser(opened.url)
  const { address } = await authorize(opened, await opened.discover('demo'), { browser })
  assert.ok(address.searchParams.has('code'), String(address))
  const out = await browser.go('/v1/auth/sign-out')
  const text = await out.text()
  assert.match(text, /signed in as <strong><bdi>ada/)
  assert.ok(!text.includes('Forgot'))
  assert.match(
    await (await browser.go('/v1/auth/device')).text(),
    /<form method="post" action="\/v1\/auth\/device">/,
  )
})
