// The documentation page signs in at the API's own authorization server, in a real browser.
import assert from 'node:assert/strict'
import { createServer, type AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { createSecretHasher, identity } from '../../src/identity.ts'
import { anyone, createApi, field, listen, resource, signedIn } from '../../src/index.ts'
import { oauthServer } from '../../src/oauth-server.ts'
import { openTestStore } from '../../src/tooling/testing/test-store.ts'
import { findChromium } from '../browser/find-chromium.ts'
import { launchBrowser, openPage } from '../browser/open-page.ts'

const chromium = findChromium()
const skip = chromium === undefined ? 'no Chromium found: set CHROMIUM_PATH to run it' : false

test('the client documentation signs in by code under Authorize', { skip }, async () => {
  const users = resource('users', {
    fields: { username: field.text().unique(), password: field.secret() },
    access: anyone(),
  })
  const notes = resource('notes', { fields: { text: field.text() }, access: signedIn() })
  const url = `http://127.0.0.1:${await findPort()}`
  const api = createApi({
    store: openTestStore(),
    resources: [users, notes],
    publicUrl: url,
    identity: identity({
      users: { resource: users, login: ['username'], password: 'password' },
      hasher: createSecretHasher({ memory: 64, passes: 1 }),
      cookies: { secure: false },
      authorizationServer: oauthServer(),
    }),
  })
  const server = await listen(api, { port: Number(new URL(url).port) })
  after(() => server.close())
  await api.context.identity!.administration!().clients!.create({
    id: 'documentation',
    name: 'Documentation',
    public: true,
    firstParty: true,
    redirectUris: [`${url}/docs/oauth2-redirect.html`],
    scopes: ['notes:read'],
  })
  await fetch(`${url}/users`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'ada', password: 'ada-password' }),
  })

  const browser = await launchBrowser(chromium!)
  after(() => browser.close())
  const { page, faults, foreign } = await openPage(browser, `${url}/docs`)
  page.setDefaultTimeout(10_000)
  await page.locator('#operations-notes-listNotes').waitFor()
  await page.locator('.auth-wrapper .authorize').first().click()
  const dialog = page.locator('.dialog-ux')
  assert.doesNotMatch((await dialog.textContent())!, /unsupported|dpop|cookie/i, 'what no page can send')
  const code = dialog.locator('.auth-container', { hasText: 'authorizationCode' })
  assert.equal(
    await code.locator('input[name=clientId], #client_id_authorizationCode').first().inputValue(),
    'documentation',
  )
  const scope = code.getByLabel('notes:read')
  await scope.focus()
  await page.keyboard.press('Space')
  assert.ok(await scope.isChecked(), 'by keyboard')
  const opened = page.waitForEvent('popup')
  await code.getByRole('button', { name: /authorize/i }).click()
  const popup = await opened
  popup.setDefaultTimeout(10_000)
  await popup.getByLabel('Name').fill('ada')
  await popup.getByLabel(/password/i).fill('ada-password')
  const closed = popup.waitForEvent('close')
  await popup.getByRole('button').first().click()
  // Any program on the machine could have asked, so that even the operator's own client is confirmed there.
  await popup.getByRole('button', { name: 'Allow', exact: true }).click()
  await closed
  await code.getByRole('button', { name: 'Logout' }).waitFor()
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click()

  const operation = page.locator('#operations-notes-listNotes')
  await operation.locator('.opblock-summary-control').click()
  const answered = page.waitForResponse((response) => new URL(response.url()).pathname === '/notes')
  await operation.getByRole('button', { name: 'Execute' }).click()
  assert.equal((await answered).status(), 200)
  assert.deepEqual([faults, foreign], [[], []])
})

function findPort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
