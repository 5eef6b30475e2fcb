import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import type { Broadcast } from '../../src/engine/broadcast/broadcast.ts'

/** Waits until something is so, for ten seconds at most. */
export async function until(isSo: () => unknown, what: string): Promise<void> {
  const end = Date.now() + 10_000
  while (!(await isSo())) {
    assert.ok(Date.now() < end, what)
    await wait(10)
  }
}

/** What a listener was told, in order: texts, `…` for what was missed, `×` for a loss. */
export function listenTo(broadcast: Broadcast, topic: string): string[] {
  const told: string[] = []
  broadcast.subscribe(topic, {
    hear: (text) => void told.push(text),
    miss: () => void told.push('…'),
    lose: () => void told.push('×'),
  })
  return told
}

/** What it was told but misses. */
export const heard = (told: readonly string[]): string[] => told.filter((each) => !'…×'.includes(each))
