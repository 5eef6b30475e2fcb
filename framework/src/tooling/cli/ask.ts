import process from 'node:process'
import { createInterface } from 'node:readline/promises'

/** Asks whoever sits at the terminal; undefined where nobody does. */
export async function askAtTerminal(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await lines.question(question)
  } catch {
    // Ctrl-C and Ctrl-D.
    return undefined
  } finally {
    lines.close()
  }
}
