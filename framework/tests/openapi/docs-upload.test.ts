import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { anyone, createApi, directory, field, listen, resource } from '../../src/index.ts'
import { openTestStore } from '../../src/tooling/testing/test-store.ts'
import { findChromium } from '../browser/find-chromium.ts'
import { launchBrowser, openPage } from '../browser/open-page.ts'

const chromium = findChromium()
const skip =
  chromium === undefined
    ? 'no Chromium found: set CHROMIUM_PATH to run the tests of /docs in a browser'
    : false
const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0])

test('a file can be sent from the page, in the form of its row', { skip }, async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'ninety-docs-upload-'))
  const recipes = resource('recipes', {
    fields: { title: field.text(), photo: field.file({ types: ['image/png'] }) },
    access: anyone(),
    forms: true,
  })
  const api = createApi({ store: openTestStore(), files: directory(folder), resources: [recipes] })
  const server = await listen(api, { port: 0 })
  const browser = await launchBrowser(chromium!)
  context.after(async () => {
    await browser.close()
    await server.close()
    rmSync(folder, { recursive: true })
  })
  const { page, faults } = await openPage(browser, `${server.url}/docs`)
  const operation = page.locator('[id$="-createRecipe"].opblock')
  await operation.locator('.opblock-summary-control').click()
  await operation.locator('.opblock-section-request-body select').first().selectOption('multipart/form-data')
  await operation
    .locator('input[type=file]')
    .setInputFiles({ name: 'soup.png', mimeType: 'image/png', buffer: png })
  await operation.locator('.execute').click()
  const answer = operation.locator('.live-responses-table')
  await answer.waitFor()
  assert.match(await answer.locator('.response-col_status').last().innerText(), /^201/)
  const { data } = (await (await fetch(`${server.url}/recipes`)).json()) as {
    data: { photo: { url: string } }[]
  }
  const read = await fetch(server.url + data[0]!.photo.url)
  assert.deepEqual(Buffer.from(await read.arrayBuffer()), png)
  assert.deepEqual(faults, [])
})
