import process from 'node:process'
import { createInterface } from 'node:readline/promises'
import { text } from 'node:stream/consumers'
import { Writable } from 'node:stream'
import { refuse } from './refuse.ts'

/** Where a secret comes from, and where it is asked for. */
export interface SecretStreams {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly prompts: NodeJS.WritableStream
}

/** Reads a secret: typed twice and unseen where somebody sits at the terminal, else all that comes in. */
export async function readSecret(
  what: string,
  streams: SecretStreams = { input: process.stdin, prompts: process.stderr },
): Promise<string> {
  const { input } = streams
  const secret =
    input.isTTY === true ? await askTwice(what, streams) : (await text(input)).replace(/\r?\n$/, '')
  if (secret !== '') return secret
  throw refuse(what, 'is empty', 'type it, or send it through the standard input')
}

async function askTwice(what: string, { input, prompts }: SecretStreams): Promise<string> {
  // Nothing of what is typed is echoed.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input, output: nowhere, terminal: true })
  const ask = async (prompt: string): Promise<string> => {
    prompts.write(prompt)
    const answer = await lines.question('').catch((error: unknown) => {
      // Ctrl-C and Ctrl-D.
      throw (error as NodeJS.ErrnoException).code === 'ABORT_ERR'
        ? refuse(what, 'was not given', 'try again')
        : error
    })
    prompts.write('\n')
    return answer
  }
  try {
    const first = await ask(`${what}: `)
    if ((await ask('Once more: ')) === first) return first
  } finally {
    lines.close()
  }
  throw refuse(what, 'was typed in two ways', 'try again')
}
