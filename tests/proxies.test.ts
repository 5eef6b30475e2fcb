// The proxies of deploy/ in front of two instances: who asks is told right, and nobody notices that one stops.
import assert from 'node:assert/strict'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request, type IncomingMessage } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { anyone, createApi, field, listen, rateLimit, resource } from 'ninety'
import { sqlite, sqliteRateLimits } from 'ninety/sqlite'

const read = (name: string): string => readFileSync(join(import.meta.dirname, '../deploy', name), 'utf8')

/** An instance on the files of the folder, which believes the proxy and nobody else. */
async function startInstance(t: TestContext, folder: string, addresses: (string | null)[]) {
  const notes = resource('notes', {
    fields: { text: field.text() },
    access: anyone(),
    rateLimits: [rateLimit('calls', { by: 'address', allow: '20/24d' })],
  })
  const api = createApi({
    store: sqlite(join(folder, 'data.db')),
    resources: [notes],
    publicUrl: 'https://api.example',
    rateLimits: { store: sqliteRateLimits(join(folder, 'limits.db')) },
    events: {
      emit(name, event) {
        const { url, address } = event as { url?: string; address: string }
        if (name === 'request.completed' && url !== '/readyz') addresses.push(address)
      },
    },
  })
  const server = await listen(api, { port: 0, trustProxy: '127.0.0.1' })
  t.after(() => server.close())
  return server
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

interface Proxy {
  readonly file: string
  /** Arguments that check a configuration, and that run it. */
  check(path: string): readonly string[]
  run(path: string): readonly string[]
  /** What it listens on instead, and where it keeps its files. */
  adapt(text: string, port: number, folder: string): string
}

const proxies: Readonly<Record<string, Proxy>> = {
  haproxy: {
    file: 'haproxy.cfg',
    check: (path) => ['-c', '-f', path],
    run: (path) => ['-db', '-f', path],
    adapt: (text, port) => text.replace('bind :80', `bind 127.0.0.1:${port}`),
  },
  nginx: {
    file: 'nginx.conf',
    check: (path) => ['-t', '-e', 'stderr', '-c', path],
    run: (path) => ['-e', 'stderr', '-c', path, '-g', 'daemon off;'],
    adapt: (text, port, folder) =>
      `pid ${folder}/nginx.pid;\n${text.replace('listen 80;', `listen 127.0.0.1:${port};`).replace(
        'access_log off;',
        ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].reduce(
          (rest, name) => `${rest} ${name}_temp_path ${folder}/${name};`,
          'access_log off;',
        ),
      )}`,
  },
}

/** Asks by another address of this machine than the proxy has. */
async function send(
  port: number,
  method: string,
  path: string,
  {
    headers = {},
    body = '',
    from = '127.0.0.2',
  }: { headers?: Record<string, string>; body?: string; from?: string } = {},
) {
  const sent = request({
    host: '127.0.0.1',
    port,
    method,
    path,
    localAddress: from,
    agent: false,
    headers: {
      ...(body !== '' && { 'content-type': 'application/json', 'content-length': body.length }),
      ...headers,
    },
  }).end(body)
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  return { status: answer.statusCode!, headers: answer.headers, text: (await answer.toArray()).join('') }
}

const forged = {
  'x-forwarded-for': '203.0.113.9',
  forwarded: 'for=203.0.113.9;host=evil.example',
  'x-forwarded-host': 'evil.example',
  'x-forwarded-prefix': '/evil',
  'x-forwarded-proto': 'evil',
}

for (const [program, proxy] of Object.entries(proxies)) {
  const isThere = ['-v', '--version'].some((option) => spawnSync(program, [option]).error === undefined)
  describe(`behind ${program}`, { skip: !isThere && `there is no ${program}: install it` }, () => {
    const open = async (t: TestContext) => {
      const folder = mkdtempSync(join(tmpdir(), 'ninety-proxy-'))
      t.after(() => rmSync(folder, { recursive: true, force: true }))
      const addresses: (string | null)[] = []
      const instances = [await startInstance(t, folder, addresses), await startInstance(t, folder, addresses)]
      const port = await findFreePort()
      const text = instances.reduce(
        (rest, { url }, index) => rest.replace(`api${index + 1}:3000`, new URL(url).host),
        proxy.adapt(read(proxy.file), port, folder),
      )
      const path = join(folder, proxy.file)
      writeFileSync(path, text)
      const checked = spawnSync(program, proxy.check(path), { encoding: 'utf8' })
      assert.equal(checked.status, 0, checked.stderr)
      const child: ChildProcess = spawn(program, proxy.run(path), { stdio: 'ignore' })
      const exited = once(child, 'exit')
      t.after(async () => {
        child.kill('SIGTERM')
        await exited
      })
      for (let tries = 0; ; tries++) {
        const { status } = await send(port, 'GET', '/livez').catch(() => ({ status: 0 }))
        if (status === 200) break
        assert.ok(tries < 200, 'it answers')
        await wait(50)
      }
      addresses.length = 0
      return { port, addresses, instances }
    }

    test('the client is who asks the proxy, whatever it says', async (t) => {
      const { port, addresses } = await open(t)
      const made = await send(port, 'POST', '/notes', { headers: forged, body: '{"text":"x"}' })
      assert.equal(made.status, 201, made.text)
      assert.deepEqual(addresses, ['127.0.0.2'])
      assert.match(made.headers.location ?? '', /^\/notes\/[\w-]+$/)
      assert.match(made.headers['strict-transport-security'] ?? '', /^max-age/)
      const document = await send(port, 'GET', '/openapi.json', { headers: forged })
      assert.deepEqual((JSON.parse(document.text) as { servers: unknown }).servers, [
        { url: 'https://api.example' },
      ])
      assert.equal(/evil|203\.0\.113/.test(JSON.stringify([made, document])), false)
    })

    test('each address has a limit of its own', async (t) => {
      const { port } = await open(t)
      const ask = async (from: string, count: number) => {
        const answers = await Promise.all(
          Array.from({ length: count }, (_, index) =>
            send(port, 'GET', '/notes', { from, headers: { 'x-forwarded-for': `203.0.113.${index}` } }),
          ),
        )
        return answers.filter(({ status }) => status === 200).length
      }
      assert.deepEqual([await ask('127.0.0.2', 30), await ask('127.0.0.3', 5)], [20, 5])
    })

    test('what is asked arrives as it was sent', async (t) => {
      const { port } = await open(t)
      const queried = await send(port, 'QUERY', '/notes', { body: '{"limit":1}' })
      assert.equal(queried.status, 200, queried.text)
      for (const path of ['/notes/a%2Fb', '/notes/%C3%9F/../x', '/notes//x']) {
        const { status, text } = await send(port, 'GET', path)
        assert.deepEqual([status, (JSON.parse(text) as { instance: string }).instance], [404, path])
      }
    })

    test('nobody notices that an instance is stopped', async (t) => {
      const { port, instances } = await open(t)
      const asked: Promise<{ status: number }>[] = []
      for (let index = 0; index < 60; index++) {
        if (index === 10) void instances[0]!.close()
        asked.push(send(port, 'GET', '/livez'))
        await wait(10)
      }
      assert.deepEqual(new Set((await Promise.all(asked)).map(({ status }) => status)), new Set([200]))
    })
  })
}
