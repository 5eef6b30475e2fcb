import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/**
 * Starts a program of this folder in a process of its own, and waits for the address that it prints first. The process is
 * killed when the test ends, or all tests of the file where it is given their `after`.
 * @param name file name of the program
 */
export async function startProcess(
  t: { after(work: () => void): void },
  name: string,
  given: readonly string[],
) {
  const program = new URL(name, import.meta.url).pathname
  const child = spawn(process.execPath, [program, ...given], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const { value } = await lines.next()
  /** Tells it to stop, and waits until it has. */
  const stop = () => {
    child.kill('SIGTERM')
    return once(child, 'exit')
  }
  /** `lines` are what it prints after its address. */
  return { child, url: String(value), lines, stop }
}
