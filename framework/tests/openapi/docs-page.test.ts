import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { verbsOf } from '../../src/declaration/resource/verb.ts'
import { findChromium } from '../browser/find-chromium.ts'
import { launchBrowser, openPage } from '../browser/open-page.ts'
import { startDocsServer, type DocsServer } from './docs-server.ts'
import { richModels } from './rich-models.ts'

// The page knows the methods of OpenAPI 3.1 alone.
const verbs = [...richModels.values()]
  .flatMap((model) => verbsOf(model))
  .filter(({ method }) => method !== 'QUERY')
const chromium = findChromium()
const skip =
  chromium === undefined
    ? 'no Chromium found: set CHROMIUM_PATH to run the tests of /docs in a browser'
    : false

describe('the page in a browser', { skip }, () => {
  let atRoot: DocsServer
  let server: DocsServer
  let browser: Browser
  before(async () => {
    atRoot = await startDocsServer('')
    server = await startDocsServer('/v1')
    browser = await launchBrowser(chromium!)
  })
  after(async () => {
    await browser?.close()
    await server?.close()
    await atRoot?.close()
  })

  for (const place of ['at the root', 'under a prefix']) {
    test(`every operation is shown ${place}`, async () => {
      const { root } = place === 'at the root' ? atRoot : server
      const { page, faults, foreign } = await openPage(browser, `${root}/docs`)
      await page.locator('#operations-todos-completeTodo').waitFor()
      assert.equal(await page.locator('.opblock').count(), verbs.length)
      assert.deepEqual(faults, [])
      assert.deepEqual(foreign, [])
    })
  }

  test('a version can be chosen', async (context) => {
    const versioned = await startDocsServer('/v1', ['one', 'two'])
    context.after(() => versioned.close())
    const { page, faults } = await openPage(browser, `${versioned.root}/docs`)
    page.setDefaultTimeout(10_000)
    const yamlOf = () => page.getByRole('link', { name: 'openapi.yaml' }).getAttribute('href')
    await page.locator('.info .version', { hasText: /\btwo\b/ }).waitFor()
    assert.equal(await yamlOf(), 'api/two/openapi.yaml')
    await page.getByRole('link', { name: 'one', exact: true }).click()
    await page.locator('.info .version', { hasText: /\bone\b/ }).waitFor()
    assert.equal(await yamlOf(), 'api/one/openapi.yaml')
    assert.equal(await page.locator('[aria-current=page]').textContent(), 'one')
    assert.deepEqual(faults, [])
  })

  test('a call carries the token of who signed in', async () => {
    const { page, faults, foreign } = await openPage(browser, `${server.root}/docs`)
    await signIn(page, 'ada-password')
    await page.getByText('Signed in as ada.').waitFor()
    await execute(page, 'listTodos')
    assert.equal(server.authorizations.at(-1), 'Bearer token-of-ada')
    assert.deepEqual(faults, [])
    assert.deepEqual(foreign, [])
  })

  test('after signing out a call carries no token', async () => {
    const { page } = await openPage(browser, `${server.root}/docs`)
    await signIn(page, 'ada-password')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('form', { name: 'Sign in' }).waitFor()
    await execute(page, 'listTodos')
    assert.equal(server.authorizations.at(-1), undefined)
  })

  test('a call sends no more than its defaults', async () => {
    const { page, faults } = await openPage(browser, `${server.root}/docs`)
    await execute(page, 'listTodos')
    const sent = new URLSearchParams(server.queries.at(-1))
    assert.deepEqual([...sent.keys()], ['limit'])
    assert.deepEqual(faults, [])
  })

  test('nothing is said of rows that are not embedded', async () => {
    const { page } = await openPage(browser, `${server.root}/docs`)
    await open(page, 'listStores')
    const limit = page.getByLabel('expand[items][limit] of GET /api/v1/stores')
    assert.equal(await limit.inputValue(), '')
  })

  test('a wrong password is told in words', async () => {
    const { page } = await openPage(browser, `${server.root}/docs`)
    await signIn(page, 'wrong')
    const alert = page.getByRole('alert')
    await alert.filter({ hasText: 'The credentials are not right.' }).waitFor()
    assert.equal(await page.getByLabel('Password').evaluate((input) => input.matches(':focus')), true)
  })

  test('a server out of reach is told in words', async () => {
    const { page } = await openPage(browser, `${server.root}/docs`)
    await page.locator('.opblock').first().waitFor()
    await page.route('**/auth/login', (route) => route.abort())
    await signIn(page, 'ada-password')
    await page.getByRole('alert').filter({ hasText: 'could not be reached' }).waitFor()
  })

  test('every control has a name', async () => {
    const { page } = await openPage(browser, `${server.root}/docs`)
    for (const name of ['listTodos', 'createTodo', 'updateTodo']) await open(page, name)
    const nameless = await page.locator('select, textarea, input').evaluateAll((controls) =>
      controls
        .filter((control) => !control.hasAttribute('aria-label'))
        .filter((control) => (control.closest('label')?.textContent ?? '').trim() === '')
        .map((control) => control.outerHTML),
    )
    assert.deepEqual(nameless, [])
    assert.equal(await page.locator('button a[href]').count(), 0)
  })
})

async function signIn(page: Page, password: string): Promise<void> {
  await page.getByLabel('Username').fill('ada')
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

async function open(page: Page, operationId: string): Promise<void> {
  const operation = page.locator(`[id$="-${operationId}"].opblock`)
  await operation.locator('.opblock-summary-control').click()
  await operation.locator('.execute').waitFor()
}

async function execute(page: Page, operationId: string): Promise<void> {
  await open(page, operationId)
  const operation = page.locator(`[id$="-${operationId}"].opblock`)
  await operation.locator('.execute').click()
  await operation.locator('.live-responses-table').waitFor()
}
