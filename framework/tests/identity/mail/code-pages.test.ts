// The pages that take codes, in a browser: with and without scripts, from the mail to the new password.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { listen } from '../../../src/index.ts'
import { findChromium } from '../../browser/find-chromium.ts'
import { launchBrowser, openPage } from '../../browser/open-page.ts'
import { openMembers, passwordOf } from './members.ts'

const api = await openMembers()
const server = await listen(api.api, { port: 0 })
after(() => server.close())
const fresh = 'correct horse battery'

const executable = findChromium()
const browser: Browser | undefined = executable === undefined ? undefined : await launchBrowser(executable)
after(() => browser?.close())

/** The link of a mail, at the server of the test. */
const follow = (link: string): string => link.replace('https://api.example.com', server.url)
const send = (path: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(new URL(path, server.url), {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  })

async function inBrowser(path: string, work: (page: Page) => Promise<void>): Promise<void> {
  const { page, faults, foreign } = await openPage(browser!, follow(path))
  await work(page)
  assert.deepEqual([faults, foreign], [[], []])
  await page.context().close()
}

describe('the page for another password', { skip: browser === undefined && 'no Chromium' }, () => {
  it('takes one from the name to the new password', async () => {
    await api.join('ada')
    await inBrowser(`${server.url}/auth/password-reset`, async (page) => {
      await page.getByLabel('User name or e-mail address').fill('ada')
      await page.getByRole('button', { name: 'Send a mail' }).click()
      assert.match((await page.getByRole('status').textContent())!, /a mail is on its way/)
    })
    const [mail] = await api.receive()
    await inBrowser(mail!.code!.url!, async (page) => {
      assert.equal(await page.getByLabel('Code from the mail').inputValue(), mail!.code!.code)
      assert.equal(new URL(page.url()).hash, '', 'the history keeps no code')
      assert.equal(await page.getByLabel('User name').isVisible(), false)
      assert.equal(await page.evaluate('document.activeElement.id'), 'password')
      await page.keyboard.type('password123')
      await page.keyboard.press('Enter')
      assert.match((await page.getByRole('alert').textContent())!, /common/)
      // What was right need not be typed again; what was wrong is not shown again.
      assert.equal(await page.getByLabel('Code from the mail').inputValue(), mail!.code!.code)
      assert.equal(await page.getByLabel('New password').inputValue(), '')
      await page.getByLabel('New password').fill(fresh)
      await page.getByRole('button', { name: 'Set the password' }).click()
      assert.match((await page.getByRole('status').textContent())!, /You have another password/)
    })
    assert.equal((await api.login('ada', fresh)).status, 200)
  })
  it('works without any script', async () => {
    await api.join('babbage')
    const context = await browser!.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(`${server.url}/auth/password-reset/`)
    await page.getByLabel('User name or e-mail address').fill('babbage@example.com')
    await page.getByRole('button', { name: 'Send a mail' }).click()
    const code = await api.receiveCode()
    await page.goto(`${server.url}/auth/password-reset#code=${code}`)
    await page.getByLabel('Code from the mail').fill(` ${code} `)
    await page.getByLabel('New password').fill(fresh)
    await page.getByRole('button', { name: 'Set the password' }).click()
    await page.getByText('You have another password').waitFor()
    await context.close()
    assert.equal((await api.login('babbage', fresh)).status, 200)
  })
})

describe('the page for an address', { skip: browser === undefined && 'no Chromium' }, () => {
  it('confirms it when told to, and not before', async () => {
    await api.post('/members', { username: 'curie', email: 'curie@example.com', secret: passwordOf('curie') })
    const [mail] = await api.receive()
    await inBrowser(mail!.code!.url!, async (page) => {
      const session = await api.signIn('curie')
      const isVerified = async () => (await api.request('GET', '/members/me', session)).body['emailVerified']
      assert.equal(await isVerified(), false)
      await page.keyboard.press('Enter')
      await page.getByText('Your address is confirmed').waitFor()
      assert.equal(await isVerified(), true)
    })
  })
})

describe('a page that takes codes', () => {
  for (const path of ['/auth/password-reset', '/auth/email-verification']) {
    it(`lets nothing else in: ${path}`, async () => {
      const { status, headers } = await fetch(new URL(path, server.url))
      assert.equal(status, 200)
      const policy = headers.get('content-security-policy')!
      assert.match(policy, /^default-src 'none'; style-src 'sha256-[^ ]+'; script-src 'sha256-[^ ]+';/)
      assert.match(policy, /form-action 'self'; frame-ancestors 'none'$/)
      assert.deepEqual(
        [headers.get('cache-control'), headers.get('referrer-policy')],
        ['no-store', 'no-referrer'],
      )
    })
    it(`says what is wrong with a code: ${path}`, async () => {
      const answer = await send(`${path}/page`, 'code=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E&password=x')
      const text = await answer.text()
      assert.equal(answer.status, 422)
      assert.match(answer.headers.get('content-type')!, /^text\/html/)
      assert.match(text, /role="alert" id="fault">The code is not good/)
      assert.match(text, /value="&quot;&gt;&lt;script&gt;alert\(1\)&lt;\/script&gt;"/)
      assert.doesNotMatch(text, /<script>alert/)
    })
    it(`leads on from a code that is not good: ${path}`, async () => {
      const answer = await send(`${path}/page`, 'code=expired&password=correct-horse-battery')
      const [, link] = /<a href="([^"]+)">/.exec(await answer.text()) ?? []
      assert.ok(link)
      const next = await fetch(new URL(link, answer.url))
      assert.match(await next.text(), /<h2>Ask for a code<\/h2>/)
    })
    it(`is asked wrongly without harm: ${path}`, async () => {
      assert.equal((await send(`${path}/page`, '')).status, 422)
      assert.equal((await send(`${path}/page`, '{}', { 'content-type': 'application/json' })).status, 415)
      assert.equal((await send(`${path}/page`, 'code=%zz')).status, 400)
      assert.equal(
        (await send(`${path}/page`, `code=${'x'.repeat(100_000)}&password=${'y'.repeat(5000)}`)).status,
        422,
      )
    })
  }
  it('tells nothing of who has an account', async () => {
    await api.join('dirac')
    const texts = new Set<string>()
    for (const name of ['dirac', 'nobody'])
      texts.add(await (await send('/auth/password-reset/page', `username=${name}`)).text())
    assert.equal(texts.size, 1)
    await api.receive()
  })
})

describe('the inbox', () => {
  it('is a page of the API, where one is declared', async () => {
    const answer = await fetch(new URL('/dev/inbox', server.url))
    assert.equal(answer.status, 200)
    assert.match(await answer.text(), /ada@example\.com/)
    const own = await openMembers({ mail: { send: async () => {} } })
    assert.equal((await own.request('GET', '/dev/inbox')).status, 404)
  })
})
