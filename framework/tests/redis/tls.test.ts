// rediss://, with a certificate of an authority that is known, and without.
import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { findFreePort, needsRedisServer, openRedisServer } from './redis-server.ts'

const folder = (t: TestContext): string => {
  const path = mkdtempSync(join(tmpdir(), 'ninety-tls-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

function makeCertificate(path: string): void {
  const files = ['-keyout', join(path, 'key.pem'), '-out', join(path, 'certificate.pem')]
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  execFileSync('openssl', ['req', ...kind, ...names, ...files], { stdio: 'ignore' })
}

/** Why it cannot run, if it cannot: a server without TLS does not know its settings. */
function findReason(): false | string {
  if (needsRedisServer.skip !== false) return needsRedisServer.skip
  if (spawnSync('openssl', ['version']).status !== 0) return 'there is no openssl: install it'
  const { stdout } = spawnSync('redis-server', ['-', '--tls-auth-clients', 'no', '--port', '-1'], {
    input: '',
  })
  const isKnown = !/Bad directive|wrong number/i.test(String(stdout))
  return isKnown ? false : 'this redis-server has no TLS'
}

const program = `
  import { redis } from ${JSON.stringify(import.meta.resolve('../../src/redis.ts'))}
  const { rateLimits, broadcast, close } = redis(process.argv[1])
  const quota = { name: 'calls', limit: 3, window: 60_000 }
  const told = []
  for (const work of [() => rateLimits.consume(quota, 'a', 1, Date.now()), () => broadcast.ping()])
    told.push(await work().then(() => 'there', (error) => error.message))
  console.log(JSON.stringify(told))
  await close()`

/** What a process says of counting there, and of hearing there. */
async function ask(url: string, authority?: string): Promise<string[]> {
  const env = { ...process.env, ...(authority !== undefined && { NODE_EXTRA_CA_CERTS: authority }) }
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, url], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 20_000,
  })
  const told = child.stdout.toArray()
  await once(child, 'exit')
  return JSON.parse((await told).join('')) as string[]
}

describe('Redis by TLS', { skip: findReason() }, () => {
  it('is used where its certificate is good, and not where it is not', async (t) => {
    const path = folder(t)
    makeCertificate(path)
    const [port, certificate] = [await findFreePort(), join(path, 'certificate.pem')]
    const server = await openRedisServer(t, [
      '--tls-port',
      String(port),
      '--tls-auth-clients',
      'no',
      '--tls-cert-file',
      certificate,
      '--tls-key-file',
      join(path, 'key.pem'),
    ])
    await server.start()
    const url = `rediss://:open-sesame@127.0.0.1:${port}`
    const secure = `rediss://127.0.0.1:${port}`
    assert.deepEqual(await ask(secure, certificate), ['there', 'there'])
    for (const message of await ask(url)) {
      assert.match(message, /self-signed certificate|Nothing is heard/)
      assert.doesNotMatch(message, /sesame/)
    }
    // Whoever expects TLS is not content with less.
    const { port: plain } = new URL(server.url)
    assert.equal((await ask(`rediss://127.0.0.1:${plain}`, certificate)).includes('there'), false)
  })
})
