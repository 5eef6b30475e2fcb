// The README as its reader would follow it: a server on an empty folder, and every curl command as written.
import assert from 'node:assert/strict'
import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request, type IncomingMessage } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { findChromium } from '../framework/tests/browser/find-chromium.ts'
import { launchBrowser, openPage } from '../framework/tests/browser/open-page.ts'
import { findCodeBlocks } from './documents/code-blocks.ts'

const repository = join(import.meta.dirname, '..')
const blocks = findCodeBlocks(readFileSync(join(repository, 'README.md'), 'utf8'))
const hasShell = ['bash', 'curl', 'sed'].every((name) => spawnSync(name, ['--version']).error === undefined)
const withoutShell = hasShell ? false : 'bash, curl and sed are needed to follow the README'
const chromium = findChromium()
const withoutBrowser =
  chromium === undefined ? 'no Chromium found: set CHROMIUM_PATH to open the page' : false

// Every block of curl commands, and what the README shows of their output.
const steps = blocks.flatMap(({ language, text, title }, index) =>
  language === 'sh' && text.includes('curl')
    ? [{ title, commands: text, shown: blocks[index + 1]?.text ?? '' }]
    : [],
)

test('the README shows the first example as it is', () => {
  const example = readFileSync(join(repository, 'examples/first-api/main.ts'), 'utf8')
  assert.deepEqual(
    blocks.filter(({ language }) => language === 'ts').map(({ text }) => text),
    [example],
  )
})

describe('the reference server on an empty folder', () => {
  let folder: string
  let server: ChildProcess
  let url: string
  const printed: string[] = []
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ninety-readme-'))
    const main = join(repository, 'reference/src/main.ts')
    // An authorization server must know where it is reached before it listens.
    const env = { PATH: process.env['PATH'], PORT: String(await findPort()), LOG_LEVEL: 'warn' }
    server = spawn(process.execPath, [main], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] })
    for await (const line of createInterface(server.stdout!)) {
      printed.push(line)
      if (line.startsWith('Stop')) break
    }
    url = /API +(http:\S+)\/api\/v1/.exec(printed.join('\n'))?.[1] ?? ''
  })
  after(() => {
    server.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  })

  for (const words of ['/api/v1', '/docs', 'ada / ada-password', 'curl -s', 'Ctrl-C']) {
    test(`prints ${words}`, () => assert.ok(printed.join('\n').includes(words)))
  }

  describe('what the README shows', { skip: withoutShell }, () => {
    let outputs: readonly string[]
    before(async () => {
      // The commands stay as they are: curl itself is told where port 3000 is today.
      writeFileSync(join(folder, '.curlrc'), `connect-to = "localhost:3000:${new URL(url).host}"\n`)
      outputs = await runInOneShell(
        steps.map(({ commands }) => commands),
        folder,
      )
    })

    for (const [index, { title, shown }] of steps.entries()) {
      test(title, () => assertShown(outputs[index]!, shown))
    }

    test('goes through every status it promises', () => {
      const statuses = outputs.flatMap((output) => /^HTTP\/1.1 (\d+)/.exec(output)?.[1] ?? [])
      assert.deepEqual(statuses, ['201', '422', '201', '200', '412', '404', '204'])
    })
  })

  test('the documentation page signs in and calls', { skip: withoutBrowser }, async () => {
    const browser = await launchBrowser(chromium!)
    try {
      const { page, faults, foreign } = await openPage(browser, `${url}/docs`)
      await page.getByRole('textbox', { name: 'Username', exact: true }).fill('ada')
      await page.getByRole('textbox', { name: 'Password', exact: true }).fill('ada-password')
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await page.getByText('Signed in as ada.').waitFor()
      const operation = page.locator('#operations-todos-listTodos')
      await operation.locator('.opblock-summary-control').click()
      await operation.locator('.execute').click()
      const answer = operation.locator('.live-responses-table')
      await answer.getByText('Read the README').first().waitFor()
      assert.match(await answer.locator('.response-col_status').last().innerText(), /^200/)
      assert.deepEqual(faults, [])
      assert.deepEqual(foreign, [])
    } finally {
      await browser.close()
    }
  })

  test('told to stop, finishes what it began and ends with 0', async () => {
    const ended = once(server, 'exit')
    const begun = await beginRequest(url)
    server.kill('SIGINT')
    while (await isListening(url));
    assert.equal(await begun.finish(), 201)
    assert.deepEqual(await ended, [0, null])
    // Its database is whole and closed: nothing is left to be written back.
    assert.ok(existsSync(join(folder, 'data/ninety.db')))
    assert.equal(existsSync(join(folder, 'data/ninety.db-wal')), false)
  })
})

/** A POST that the server has taken in, and of which the body is still to come. */
async function beginRequest(url: string) {
  const body = JSON.stringify({ username: 'ada', password: 'ada-password' })
  const signIn = { method: 'POST', headers: { 'content-type': 'application/json' }, body }
  const { access_token: token } = (await (await fetch(`${url}/auth/login`, signIn)).json()) as Token
  // Its connection stays open for as long as the server leaves it so.
  const agent = new Agent({ keepAlive: true })
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'transfer-encoding': 'chunked',
    expect: '100-continue',
  }
  const sending = request(`${url}/api/v1/todos`, { method: 'POST', headers, agent })
  sending.flushHeaders()
  await once(sending, 'continue')
  return {
    async finish(): Promise<number | undefined> {
      sending.end('{"task":"Stop the server"}')
      const [answer] = (await once(sending, 'response')) as [IncomingMessage]
      answer.resume()
      return answer.statusCode
    },
  }
}

interface Token {
  readonly access_token: string
}

const isListening = (url: string): Promise<boolean> =>
  fetch(`${url}/livez`, { headers: { connection: 'close' } }).then(
    () => true,
    () => false,
  )

/** The output of each piece of a script; what one piece assigns, the next ones know. */
async function runInOneShell(pieces: readonly string[], folder: string): Promise<readonly string[]> {
  const mark = '<<<the next step>>>'
  const script = pieces.join(`\nprintf '${mark}'\n`)
  const env = { PATH: process.env['PATH'], CURL_HOME: folder, NO_PROXY: '*' }
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { cwd: folder, env })
  return stdout.split(mark)
}

/** The lines of a head stand among those of the output, in their order; a body is the same but for spaces and `…`. */
function assertShown(output: string, shown: string): void {
  const [head, body] = split(shown)
  const [realHead, realBody] = split(output)
  let rest = realHead.split('\n')
  for (const line of head.split('\n')) {
    const found = rest.findIndex((each) => toPattern(line).test(each))
    assert.notEqual(found, -1, `not found: ${line}\n\n${realHead}`)
    rest = rest.slice(found + 1)
  }
  assert.match(withoutSpaces(realBody), toPattern(withoutSpaces(body)))
}

/** Head and body; JSON alone has no head. */
function split(message: string): readonly [head: string, body: string] {
  const text = message.replaceAll('\r', '').trim()
  const end = text.startsWith('HTTP/') ? `${text}\n\n`.indexOf('\n\n') : 0
  return [text.slice(0, end), text.slice(end)]
}

const withoutSpaces = (text: string): string => text.replace(/\s/g, '')

/** Text in which `…` stands for anything at all. */
const toPattern = (text: string): RegExp => new RegExp(`^${text.split('…').map(escape).join('.*')}$`)

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)

function findPort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
