// The pages of the authorization server in a browser: with and without scripts, by keyboard, and for who reads by ear.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { initiateDeviceAuthorization, pollDeviceAuthorizationGrant } from 'openid-client'
import { findAccessibilityFaults } from '../browser/accessibility.ts'
import { findChromium } from '../browser/find-chromium.ts'
import { launchBrowser } from '../browser/open-page.ts'
import { openClientSite } from './client-site.ts'
import { openOAuthApi, password } from './oauth-api.ts'

const executable = findChromium()
const browser: Browser | undefined = executable === undefined ? undefined : await launchBrowser(executable)
after(() => browser?.close())
const skip = browser === undefined && 'no Chromium found: set CHROMIUM_PATH to run it'

const { url, send, createClient, discover, warnings } = await openOAuthApi()
const site = await openClientSite()
const name = 'Demo <b>& more</b> \u202eevil'
await createClient('demo', { name, redirectUris: [`${site.url}/callback`, 'com.example.app:/callback'] })
await createClient('own', { firstParty: true, redirectUris: [`${site.url}/callback`] })
const demo = await discover('demo')

/** Opens a page that nothing may go wrong on, but what a test makes go wrong. */
async function inBrowser(
  address: string,
  work: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const context = await browser!.newContext(options)
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(message.text())
  })
  await page.goto(address)
  await work(page)
  assert.deepEqual(faults, [])
  await context.close()
}

const press = (page: Page, button: string) => page.getByRole('button', { name: button, exact: true }).click()
const headline = (page: Page) => page.getByRole('heading', { level: 1 }).textContent()
async function signIn(page: Page, as = password): Promise<void> {
  await page.getByLabel('Name').fill('ada')
  await page.getByLabel('Password').fill(as)
  await press(page, 'Sign in')
}
const isAccessible = async (page: Page) => assert.deepEqual(await findAccessibilityFaults(page), [])
const statusOf = async (token: string | undefined) =>
  (await send('GET', '/auth/whoami', { token: token! })).status

describe('a browser that comes from a client', { skip }, () => {
  for (const [how, options] of [
    ['with scripts', {}],
    ['without scripts', { javaScriptEnabled: false }],
  ] as const)
    test(`signs in, consents and goes on ${how}`, async () => {
      await inBrowser(
        await site.begin(demo),
        async (page) => {
          assert.equal(await headline(page), 'Sign in')
          await isAccessible(page)
          await signIn(page)
          assert.equal(await headline(page), 'Allow Demo <b>& more</b> evil?')
          await isAccessible(page)
          const text = await page.getByRole('main').textContent()
          assert.match(text!, /See your todos/)
          assert.match(text!, /You are signed in as ada/)
          assert.ok(text!.includes(new URL(site.url).host), 'the host is named, which no client chooses')
          await press(page, 'Allow')
          await page.getByText('You are at home').waitFor()
        },
        options,
      )
      assert.equal(await statusOf(site.token()), 200)
    })

  test('is led by the keyboard alone', async () => {
    await inBrowser(await site.begin(demo), async (page) => {
      // What is typed before goes nowhere.
      await page.locator('#username:focus').waitFor()
      await page.keyboard.type('ada')
      await page.keyboard.press('Tab')
      await page.keyboard.type(password)
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Allow', exact: true }).waitFor()
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await page.getByText('You are at home').waitFor()
    })
  })

  test('goes back refused after a no', async () => {
    await inBrowser(await site.begin(demo), async (page) => {
      await signIn(page)
      await press(page, 'Do not allow')
      await page.getByText('Refused: access_denied').waitFor()
    })
    await inBrowser(await site.begin(demo), async (page) => {
      await press(page, 'Cancel')
      await page.getByText('Refused: access_denied').waitFor()
    })
  })

  test('is told of a wrong password where it types', async () => {
    await inBrowser(await site.begin(demo), async (page) => {
      await signIn(page, 'wrong "password"')
      const alert = page.getByRole('alert')
      assert.match((await alert.textContent())!, /no active user with this name and password/)
      assert.equal(await page.getByLabel('Name').inputValue(), 'ada')
      assert.equal(await page.getByLabel('Password').inputValue(), '')
      assert.equal(await page.evaluate('document.activeElement.id'), 'password')
      assert.equal(
        await page.getByLabel('Password').getAttribute('aria-describedby'),
        await alert.getAttribute('id'),
      )
      assert.ok(!(await page.content()).includes('wrong'))
      await isAccessible(page)
      await signIn(page)
      await press(page, 'Allow')
      await page.getByText('You are at home').waitFor()
    })
  })

  test('changes its mind about who signs in', async () => {
    const body = { username: 'bob', password }
    assert.equal((await send('POST', '/users', { body })).status, 201)
    await inBrowser(await site.begin(demo), async (page) => {
      await signIn(page)
      await press(page, 'Not you? Use another account')
      assert.match((await page.getByRole('main').textContent())!, /You are signed in as ada/)
      assert.equal(await page.getByLabel('Name').inputValue(), '')
      await page.getByLabel('Name').fill('bob')
      await page.getByLabel('Password').fill(password)
      await press(page, 'Sign in')
      assert.match((await page.getByRole('main').textContent())!, /You are signed in as bob/)
      await press(page, 'Allow')
      await page.getByText('You are at home').waitFor()
    })
    const whoami = await send('GET', '/auth/whoami', { token: site.token()! })
    assert.equal(((await whoami.json()) as { readonly username: string }).username, 'bob')
  })

  test("goes on at once to the operator's own client", async () => {
    await inBrowser(await site.begin(await discover('own')), async (page) => {
      await signIn(page)
      await page.getByText('You are at home').waitFor()
    })
  })

  for (const javaScriptEnabled of [true, false])
    test(`comes back by a form ${javaScriptEnabled ? 'at once' : 'without scripts'}`, async () => {
      await inBrowser(
        await site.begin(demo, { response_mode: 'form_post' }),
        async (page) => {
          await signIn(page)
          await press(page, 'Allow')
          if (!javaScriptEnabled) {
            await isAccessible(page)
            await press(page, 'Continue')
          }
          await page.getByText('You are at home').waitFor()
        },
        { javaScriptEnabled },
      )
    })

  test('is let go to an app of the device', async () => {
    const begin = await site.begin(demo, { redirect_uri: 'com.example.app:/callback' })
    await inBrowser(begin, async (page) => {
      await signIn(page)
      assert.match(
        (await page.getByRole('main').textContent())!,
        /an application on this device, com\.example\.app/,
      )
      const left = page.waitForEvent('requestfailed', (request) =>
        request.url().startsWith('com.example.app:'),
      )
      await press(page, 'Allow')
      assert.match((await left).url(), /^com\.example\.app:\/callback\?code=/)
    })
  })

  test('finds an ended sign-in told by the back button', async () => {
    await inBrowser(await site.begin(demo), async (page) => {
      await signIn(page)
      const asked = page.url()
      await press(page, 'Allow')
      await page.getByText('You are at home').waitFor()
      await page.goto(asked)
      assert.match((await page.getByRole('main').textContent())!, /This sign-in has ended.*begin again/)
      await isAccessible(page)
    })
  })
})

describe('signing out of the browser', { skip }, () => {
  test('has the next client ask again', async () => {
    const own = await discover('own')
    await inBrowser(await site.begin(own), async (page) => {
      await signIn(page)
      await page.getByText('You are at home').waitFor()
      const before = site.token()
      await page.goto(await site.begin(own))
      await page.getByText('You are at home').waitFor()
      await page.goto(`${url}/auth/sign-out`)
      assert.match((await page.getByRole('main').textContent())!, /signed in as ada/)
      await isAccessible(page)
      await press(page, 'Sign out')
      assert.equal(await headline(page), 'You are signed out')
      await isAccessible(page)
      assert.equal(await statusOf(before), 200, 'clients go on')
      await page.goto(await site.begin(own))
      assert.equal(await headline(page), 'Sign in')
    })
  })
})

describe('a device', { skip }, () => {
  const ask = () => initiateDeviceAuthorization(demo, { scope: 'todos:read' })
  const codeOf = (page: Page) => page.getByLabel('The code your device shows')
  const confirm = 'The code is the same'

  for (const javaScriptEnabled of [true, false])
    test(`is let in ${javaScriptEnabled ? 'with' : 'without'} scripts`, async () => {
      const asked = await ask()
      await inBrowser(
        asked.verification_uri,
        async (page) => {
          await isAccessible(page)
          await codeOf(page).fill(asked.user_code.toLowerCase().replace('-', ' '))
          await press(page, 'Continue')
          assert.equal(await headline(page), 'Is this your device?')
          assert.match((await page.getByRole('main').textContent())!, new RegExp(asked.user_code))
          await isAccessible(page)
          await press(page, confirm)
          await signIn(page)
          assert.match((await page.getByRole('main').textContent())!, /for a device that shows a code/)
          await isAccessible(page)
          await press(page, 'Allow')
          assert.equal(await headline(page), 'The device is let in')
          await isAccessible(page)
        },
        { javaScriptEnabled },
      )
      const tokens = await pollDeviceAuthorizationGrant(demo, { ...asked, interval: 0.1 })
      assert.equal(await statusOf(tokens.access_token), 200)
    })

  test('is found by the address that holds the code', async () => {
    const asked = await ask()
    await inBrowser(asked.verification_uri_complete!, async (page) => {
      assert.equal(await codeOf(page).inputValue(), asked.user_code)
      await press(page, 'Continue')
      assert.equal(await headline(page), 'Is this your device?')
    })
  })

  test('is kept out by who does not know it', async () => {
    const asked = await ask()
    await inBrowser(asked.verification_uri_complete!, async (page) => {
      await press(page, 'Continue')
      await press(page, 'It is not mine')
      assert.equal(await headline(page), 'The device was not let in')
      await isAccessible(page)
      await page.getByRole('link', { name: 'Type another code' }).click()
      await codeOf(page).fill(asked.user_code)
      await press(page, 'Continue')
      assert.match((await page.getByRole('alert').textContent())!, /used already/)
      assert.equal(await codeOf(page).inputValue(), asked.user_code)
      await isAccessible(page)
    })
    await assert.rejects(
      pollDeviceAuthorizationGrant(demo, { ...asked, interval: 0.1 }),
      (error: { readonly error?: string }) => error.error === 'access_denied',
    )
  })

  test('is kept out by who does not allow it', async () => {
    const asked = await ask()
    await inBrowser(asked.verification_uri_complete!, async (page) => {
      await press(page, 'Continue')
      await press(page, confirm)
      await signIn(page)
      await press(page, 'Do not allow')
      assert.equal(await headline(page), 'The device was not let in')
    })
  })

  test('is looked for by the right code alone', async () => {
    await inBrowser(`${url}/auth/device`, async (page) => {
      await codeOf(page).fill('BBBB-BBBB')
      await press(page, 'Continue')
      assert.match((await page.getByRole('alert').textContent())!, /No device waits for this code/)
      assert.equal(await page.evaluate('document.activeElement.id'), 'user_code')
      await isAccessible(page)
    })
  })

  test('is let in by somebody who signs in anew', async () => {
    const asked = await ask()
    await inBrowser(asked.verification_uri_complete!, async (page) => {
      await press(page, 'Continue')
      await press(page, confirm)
      await signIn(page)
      await press(page, 'Not you? Use another account')
      await signIn(page)
      await press(page, 'Allow')
      assert.equal(await headline(page), 'The device is let in')
    })
  })
})

test('nothing went wrong on the server', () => assert.deepEqual(warnings, []))
