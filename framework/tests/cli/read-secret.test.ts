import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { DeclarationError } from '../../src/index.ts'
import { readSecret } from '../../src/tooling/cli/read-secret.ts'

/** Somebody at a terminal who types each answer once they are asked. */
async function type(...answers: readonly string[]) {
  const input = Object.assign(new PassThrough(), { isTTY: true })
  const prompts = new PassThrough()
  const left = [...answers]
  const write = prompts.write.bind(prompts)
  prompts.write = ((chunk: string) => {
    if (chunk.endsWith(': ')) setImmediate(() => input.write(left.shift() ?? '\u0004'))
    return write(chunk)
  }) as typeof prompts.write
  const secret = await readSecret('Password', { input, prompts }).catch((error: unknown) => {
    assert.ok(error instanceof DeclarationError)
    return error.faults[0]!.message
  })
  prompts.end()
  return { secret, shown: await text(prompts) }
}

async function send(content: string) {
  const input = new PassThrough()
  input.end(content)
  return readSecret('Password', { input, prompts: new PassThrough() })
}

describe('a secret', () => {
  test('is typed twice and never shown', async () => {
    const { secret, shown } = await type('open sesame\r', 'open sesame\r')
    assert.deepEqual([secret, shown], ['open sesame', 'Password: \nOnce more: \n'])
  })
  test('typed in two ways is none', async () => {
    assert.equal((await type('one\r', 'two\r')).secret, 'was typed in two ways')
  })
  for (const [key, character] of [
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ] as const) {
    test(`is not given by ${key}`, async () => {
      assert.equal((await type(character)).secret, 'was not given')
      assert.equal((await type('one\r', character)).secret, 'was not given')
    })
  }
  test('of nothing is none', async () => {
    assert.equal((await type('\r', '\r')).secret, 'is empty')
    await assert.rejects(send(''), /is empty/)
    await assert.rejects(send('\n'), /is empty/)
  })
  test('sent through the standard input loses one line end', async () => {
    assert.equal(await send('open sesame\n'), 'open sesame')
    assert.equal(await send('open sesame\r\n'), 'open sesame')
    assert.equal(await send(' öffne dich \n\n'), ' öffne dich \n')
  })
})
