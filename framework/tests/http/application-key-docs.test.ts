// The documentation page of an API that demands application keys: whoever has one signs in and calls as on any other.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createSecretHasher, identity } from '../../src/identity.ts'
import { anyone, createApi, field, listen, resource, signedIn } from '../../src/index.ts'
import { openTestStore } from '../../src/tooling/testing/test-store.ts'
import { findChromium } from '../browser/find-chromium.ts'
import { launchBrowser, openPage } from '../browser/open-page.ts'

const chromium = findChromium()
const skip = chromium === undefined ? 'no Chromium found: set CHROMIUM_PATH to run it' : false

test('the key given under Authorize signs in and calls', { skip }, async () => {
  const users = resource('users', {
    fields: { username: field.text().unique(), password: field.secret() },
    access: anyone(),
  })
  const notes = resource('notes', { fields: { text: field.text() }, access: signedIn() })
  const api = createApi({
    store: openTestStore(),
    resources: [users, notes],
    identity: identity({
      users: { resource: users, login: ['username'], password: 'password' },
      hasher: createSecretHasher({ memory: 64, passes: 1 }),
      applicationKeys: { required: true },
    }),
  })
  const server = await listen(api, { port: 0 })
  after(() => server.close())
  const { applications } = api.context.identity!.administration!()
  const { key } = await applications!.create({ name: 'Documentation', scopes: ['users:write'] })
  const made = await fetch(new URL('/users', server.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-application-key': key },
    body: JSON.stringify({ username: 'ada', password: 'ada-password' }),
  })
  assert.equal(made.status, 201)

  const browser = await launchBrowser(chromium!)
  after(() => browser.close())
  const { page, faults } = await openPage(browser, `${server.url}/docs`)
  page.setDefaultTimeout(10_000)
  const signIn = async () => {
    const form = page.getByRole('form', { name: 'Sign in' })
    await form.getByLabel(/user/i).fill('ada')
    await form.getByLabel(/password/i).fill('ada-password')
    await form.getByRole('button').click()
  }
  await page.locator('#operations-notes-listNotes').waitFor()
  await signIn()
  await page.getByText('The request must carry an application key.').waitFor()

  await page.locator('.auth-wrapper .authorize').first().click()
  const dialog = page.locator('.dialog-ux')
  const ours = dialog.locator('.auth-container', { hasText: 'X-Application-Key' })
  await ours.locator('input').fill(key)
  await ours.getByRole('button', { name: /apply|authorize/i }).click()
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click()
  await signIn()
  await page.getByText('Signed in as ada.').waitFor()

  const operation = page.locator('#operations-notes-listNotes')
  await operation.locator('.opblock-summary-control').click()
  const called = page.waitForRequest((request) => new URL(request.url()).pathname === '/notes')
  await operation.locator('button.execute').click()
  const request = await called
  assert.equal(request.headers()['x-application-key'], key)
  assert.match(request.headers()['authorization'] ?? '', /^Bearer /)
  assert.equal((await request.response())?.status(), 200)
  assert.deepEqual(faults, [])
})
