// What is in deploy/ does what it says, as far as that can be seen without the engines that read it.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
} from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { after, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { parse } from 'yaml'
import { parseDockerfile } from './deployment/dockerfile.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

const folder = mkdtempSync(join(tmpdir(), 'ninety-deployment-'))
chmodSync(folder, 0o755)
after(() => rmSync(folder, { recursive: true, force: true }))

const [build = [], image = []] = parseDockerfile(read('deploy/Dockerfile'))
/** The places of the image in the folder of this test. */
const toPlace = (text: string): string => text.replaceAll(/(?<=^|[ =])\/(app|data)\b/g, `${folder}/$1`)

/** A script of the repository without what installs its packages first: they are here. */
function toScript(text: string): string {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  return text.replace(/^npm run (\w+) --/, (_, name: string) => scripts[name]!.replace('tools/run.mjs ', ''))
}

function sizeOf(path: string): number {
  const found = lstatSync(path)
  if (!found.isDirectory()) return found.size
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
}

/** Whoever serves in the image is nobody here, where this is root. */
const isRoot = process.getuid?.() === 0
const nobody = 65_534
const asNobody = isRoot ? { uid: nobody, gid: nobody } : {}

describe('the image', () => {
  test('is built by its commands, without what only development needs', { timeout: 240_000 }, (t) => {
    const places: Readonly<Record<string, string>> = { '/build': root, '/app': join(folder, 'app') }
    let place = ''
    for (const { name, text } of build) {
      if (name === 'WORKDIR') place = places[text]!
      else if (name === 'RUN' && !text.startsWith('npm ci')) {
        const options = { cwd: place, encoding: 'utf8' } as const
        const { status, stdout, stderr } = spawnSync('sh', ['-c', toPlace(toScript(text))], options)
        assert.equal(status, 0, `${text}\n${stdout}${stderr}`)
      }
    }
    const packages = readdirSync(join(folder, 'app/node_modules'))
    for (const name of ['pg', 'mysql2', 'ioredis', 'fastify', 'ninety'])
      assert.ok(packages.includes(name), name)
    for (const name of ['typescript', 'oxlint', 'playwright-core', 'zod'])
      assert.ok(!packages.includes(name), name)
    const locked = (
      JSON.parse(read('package-lock.json')) as { packages: Record<string, { version: string }> }
    ).packages
    for (const name of packages.filter((each) => /^[a-z]/.test(each) && each !== 'ninety')) {
      const manifest = readFileSync(join(folder, 'app/node_modules', name, 'package.json'), 'utf8')
      assert.equal(
        (JSON.parse(manifest) as { version: string }).version,
        locked[`node_modules/${name}`]?.version,
        name,
      )
    }
    t.diagnostic(`the layer of the server has ${Math.round(sizeOf(join(folder, 'app')) / 2 ** 20)} MiB`)
  })

  test('serves as nobody, and writes beside its data nowhere', async (t) => {
    mkdirSync(join(folder, 'data'))
    if (isRoot) chownSync(join(folder, 'data'), nobody, nobody)
    spawnSync('chmod', ['-R', 'a-w,a+rX', join(folder, 'app')])
    t.after(() => spawnSync('chmod', ['-R', 'u+w', join(folder, 'app')]))
    const settings = image.find(({ name }) => name === 'ENV')!.text.split(' ')
    const port = await findFreePort()
    const env = {
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      ...Object.fromEntries(settings.map((each) => toPlace(each).split('='))),
      // Whatever is free here.
      PORT: port,
      SECRET: 'only the operator knows this secret',
      WORKERS: '2',
    }
    const [program = '', ...args] = JSON.parse(image.at(-1)!.text) as string[]
    const server = spawn(program, args, {
      cwd: join(folder, 'app'),
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
      ...asNobody,
    })
    const problems = { text: '' }
    server.stderr.on('data', (chunk) => (problems.text += String(chunk)))
    const closed = once(server, 'close')
    t.after(() => server.kill('SIGKILL'))
    const health = image.find(({ name }) => name === 'HEALTHCHECK')!.text.replace(/^.*?CMD /, '')
    const isHealthy = () => spawnSync('sh', ['-c', health], { env }).status === 0
    assert.equal(isHealthy(), false, 'before it serves')
    for (let tries = 0; !isHealthy(); tries++) {
      assert.ok(tries < 200 && server.exitCode === null, problems.text)
      await wait(100)
    }
    const user = { username: 'ada', email: 'ada@example.com', password: 'ada has a long password' }
    const made = await fetch(`http://127.0.0.1:${port}/api/v1/users`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(user),
    })
    assert.equal(made.status, 201)
    assert.ok(existsSync(join(folder, 'data/ninety.db')))
    server.kill('SIGTERM')
    assert.deepEqual(await closed, [0, null], problems.text)
  })

  test('is of root but for its data, and starts as somebody else', () => {
    const names = image.map(({ name }) => name)
    assert.ok(names.indexOf('COPY') < names.indexOf('USER'))
    assert.equal(image.find(({ name }) => name === 'USER')!.text, 'node')
    assert.match(read('.dockerignore'), /^deploy\/secrets$/m)
  })
})

interface Service {
  readonly environment?: Readonly<Record<string, string>>
  readonly secrets?: readonly string[]
  readonly volumes?: readonly string[]
  readonly ports?: readonly string[]
  readonly depends_on?: Readonly<Record<string, unknown>>
  readonly build?: { readonly context: string; readonly dockerfile: string }
  readonly stop_grace_period?: string
}

describe('the composition', () => {
  const { services, secrets, volumes } = parse(read('deploy/compose.yaml'), { merge: true }) as {
    services: Record<string, Service>
    secrets: Record<string, { file: string }>
    volumes: Record<string, unknown>
  }
  const all = Object.entries(services)

  test('names only what is there', () => {
    for (const [name, service] of all) {
      for (const other of Object.keys(service.depends_on ?? {}))
        assert.ok(services[other], `${name} on ${other}`)
      for (const secret of service.secrets ?? []) assert.ok(secrets[secret], `${name}: ${secret}`)
      for (const volume of service.volumes ?? []) {
        const [source = ''] = volume.split(':')
        if (source.startsWith('.')) assert.ok(existsSync(join(root, 'deploy', source)), source)
        else assert.ok(source in volumes, source)
      }
      if (service.build !== undefined)
        assert.ok(existsSync(join(root, 'deploy', service.build.context, service.build.dockerfile)))
    }
    for (const { file } of Object.values(secrets)) assert.match(file, /^\.\/secrets\//)
  })

  test('sets what the server reads, and its secrets by files', () => {
    const known = read('reference/src/configuration.ts')
    for (const { environment = {}, secrets: given = [] } of [services['api1']!, services['api2']!]) {
      for (const [name, value] of Object.entries(environment)) {
        assert.ok(known.includes(`'${name.replace(/_FILE$/, '')}'`), name)
        if (name.endsWith('_FILE')) assert.ok(given.includes(value.replace('/run/secrets/', '')), value)
      }
    }
  })

  test('has a proxy before the instances alone, on the ports they have', () => {
    assert.deepEqual(
      all.filter(([, { ports }]) => ports !== undefined).map(([name]) => name),
      ['proxy'],
    )
    for (const file of ['deploy/haproxy.cfg', 'deploy/nginx.conf']) {
      const servers = [...read(file).matchAll(/\bserver .*?(\w+):3000\b/g)].map(([, name]) => name)
      assert.deepEqual(servers, ['api1', 'api2'], file)
    }
    assert.ok(image.some(({ name, text }) => name === 'EXPOSE' && text === '3000'))
  })
})

const systemd = spawnSync('systemd-analyze', ['--version']).error === undefined
test('the unit is one that systemd takes', { skip: !systemd && 'there is no systemd-analyze' }, () => {
  // The program is where it will be, not here.
  const unit = join(folder, 'ninety.service')
  cpSync(join(root, 'deploy/ninety.service'), unit)
  spawnSync('sed', ['-i', `s|/usr/bin/node|${process.execPath}|`, unit])
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' })
  assert.deepEqual([status, stderr], [0, ''])
})

async function findFreePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return String(port)
}
