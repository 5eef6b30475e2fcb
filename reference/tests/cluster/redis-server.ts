// A Redis server of a test's own, to be killed and started again, empty.
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { killProcess } from './programs.ts'

/** Makes a server and starts it; whoever has it kills it. */
export async function openRedisServer(port: string) {
  let child: ChildProcess | undefined
  const server = {
    url: `redis://127.0.0.1:${port}`,
    async start(): Promise<void> {
      const options = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
      child = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] })
      for await (const line of createInterface({ input: child.stdout! })) {
        if (line.includes('Ready to accept connections')) break
      }
      child.stdout!.resume()
    },
    kill: () => killProcess(child),
  }
  await server.start()
  return server
}
