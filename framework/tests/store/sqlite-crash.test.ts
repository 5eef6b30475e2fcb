import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { always } from '../../src/declaration/condition/condition.ts'
import { sqlite } from '../../src/sqlite.ts'
import { modelOf, select } from '../../src/tooling/testing/store-contract/trial.ts'

const writer = new URL('acknowledging-writer.ts', import.meta.url).pathname

test('a killed process loses no acknowledged row', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ninety-crash-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'data.db')
  const acknowledged = await killWhileWriting(file)
  assert.ok(acknowledged.length >= 500)
  const store = sqlite(file)
  t.after(() => store.close())
  const tags = modelOf('tags')
  await store.prepare([tags])
  for (const id of acknowledged) {
    const found = await store.find(tags, { id, where: always, selection: select('tags', []) })
    assert.ok(found !== undefined, `${id} is lost`)
  }
})

/** Ids printed by a process until it was killed in the midst of its work. */
async function killWhileWriting(file: string): Promise<string[]> {
  const child = spawn(process.execPath, [writer, file], { stdio: ['ignore', 'pipe', 'inherit'] })
  let printed = ''
  for await (const chunk of child.stdout) {
    printed += String(chunk)
    if (printed.length > 500 * 37) child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
  assert.equal(child.signalCode, 'SIGKILL')
  return printed.split('\n').filter((line) => line.length === 36)
}
