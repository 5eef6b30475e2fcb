// A Redis server of a test's own, which may be killed, held up and started again.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'

/** For the options of a test: why it cannot run, if it cannot. */
export const needsRedisServer: { readonly skip: false | string } = {
  skip: spawnSync('redis-server', ['--version']).status !== 0 && 'there is no redis-server: install it',
}

/** A port where nothing listens. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** What a test may do to its server. */
export interface RedisServer {
  /** Without the password. */
  readonly url: string
  start(): Promise<void>
  /** Ends it at once; connections break. */
  kill(): Promise<void>
  /** Connections stay, and nobody answers. */
  pause(): void
  resume(): void
}

/** A server that is not started yet; it goes with the test. */
export async function openRedisServer(
  t: { after(work: () => Promise<void>): void },
  settings: readonly string[] = [],
): Promise<RedisServer> {
  const port = await findFreePort()
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  let child: ChildProcess | undefined
  const kill = async () => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }
  t.after(kill)
  return {
    url: `redis://127.0.0.1:${port}`,
    async start() {
      child = spawn('redis-server', [...options, ...settings], { stdio: ['ignore', 'pipe', 'inherit'] })
      for await (const line of createInterface({ input: child.stdout! })) {
        if (line.includes('Ready to accept connections')) break
      }
      child.stdout!.resume()
    },
    kill,
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
  }
}
