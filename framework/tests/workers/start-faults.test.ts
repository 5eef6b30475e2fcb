// What keeps a server with workers from starting is said once, and ends all of it.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { describe, test, type TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { openFolder, startCommand, startServer, until } from './worker-server.ts'

const timesIn = (text: string, part: string): number => text.split(part).length - 1

async function fail(t: TestContext, env: Readonly<Record<string, string>>, workers = '3'): Promise<string> {
  const { closed, written } = startCommand(t, { args: ['--workers', workers], env })
  assert.equal(await closed, 2, written.problems)
  return written.problems
}

describe('a server with workers that cannot start', () => {
  test('shows once what its module throws', async (t) => {
    const problems = await fail(t, { DATABASE: join(openFolder(t), 'data.db'), CRASH: 'import' })
    assert.equal(timesIn(problems, 'The module is wrong.'), 1, problems)
  })

  test('shows once what only its workers throw', async (t) => {
    const problems = await fail(t, { DATABASE: join(openFolder(t), 'data.db'), CRASH: 'worker' })
    assert.equal(timesIn(problems, 'Workers cannot start.'), 1, problems)
  })

  test('says once that its port is taken', async (t) => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    t.after(() => other.close())
    const { port } = other.address() as AddressInfo
    const env = { DATABASE: join(openFolder(t), 'data.db'), PORT: String(port) }
    const said = `port ${port} of 127.0.0.1 is taken: stop what listens there, or take another.\n`
    assert.equal(await fail(t, env), said)
    assert.equal(await fail(t, env, '1'), said)
  })

  test('refuses a database in memory', async (t) => {
    assert.match(await fail(t, {}), /^workers would each have a database of their own, in memory: .*sqlite\(/)
  })

  test('refuses what is no number of workers', async (t) => {
    for (const workers of ['0', 'some'])
      assert.match(await fail(t, {}, workers), /^(?:--)?workers is (?:0|some)/)
  })
})

test('a worker that can no longer start leaves the others in peace', async (t) => {
  const env = { DATABASE: join(openFolder(t), 'data.db'), CRASH_FILE: join(openFolder(t), 'crash') }
  const server = await startServer(t, { args: ['--workers', '2'], env })
  const pid = await server.ask()
  writeFileSync(env.CRASH_FILE, '')
  server.child.kill('SIGHUP')
  await until(() => (server.written.out.includes('A new worker could not start') ? true : undefined))
  process.kill(pid, 'SIGKILL')
  // Tried again, later and later.
  await until(() => (/another takes its place in 400 ms/.test(server.written.out) ? true : undefined))
  assert.notEqual(await server.ask(), pid)

  const cut = assert.rejects(server.ask(60_000))
  await wait(200)
  server.child.kill('SIGTERM')
  await wait(1200)
  server.child.kill('SIGTERM')
  assert.equal(await server.closed, 1, 'told so again it ends at once')
  await cut
})
