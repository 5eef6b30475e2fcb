import process from 'node:process'
import { createInterface } from 'node:readline/promises'
import { text } from 'node:stream/consumers'
import { Writable } from 'node:stream'
import { DeclarationError } from '../../kernel/problem/declaration-error.ts'

/** Reads a secret: typed twice and unseen where somebody sits at the terminal, else all that comes in. */
export async function readSecret(what: string): Promise<string> {
  const secret = process.stdin.isTTY
    ? await askTwice(what)
    : (await text(process.stdin)).replace(/\r?\n$/, '')
  if (secret !== '') return secret
  throw refuse(what, 'is empty', 'type it, or send it through the standard input')
}

async function askTwice(what: string): Promise<string> {
  const first = await ask(`${what}: `)
  if ((await ask('Once more: ')) === first) return first
  throw refuse(what, 'was typed in two ways', 'try again')
}

async function ask(prompt: string): Promise<string> {
  process.stderr.write(prompt)
  // Nothing of what is typed is echoed.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  try {
    return await lines.question('')
  } finally {
    lines.close()
    process.stderr.write('\n')
  }
}

const refuse = (path: string, message: string, remedy: string): DeclarationError =>
  new DeclarationError([{ path, message, remedy }])
