import type { Quota } from './rate-limit-store.ts'

/** A window of time in which the requests of one key are counted together. */
export interface Window {
  /** Names the key and the window. */
  readonly slot: string
  /** Milliseconds until it ends. */
  readonly resetAfter: number
}

/**
 * The window that a moment falls in. Windows follow from the clock alone, so that all who count agree about them, and
 * tests may set the time. They begin at another moment for each key: callers that wait do not all come back together.
 */
export function toWindow({ name, window }: Quota, key: string, now: number): Window {
  const named = `${name} ${key}`
  const shifted = now + (toNumber(named) % window)
  return { slot: `${named} ${Math.floor(shifted / window)}`, resetAfter: window - (shifted % window) }
}

/** FNV-1a, 32 bits. */
function toNumber(text: string): number {
  let number = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    number = Math.imul(number ^ text.charCodeAt(index), 0x01000193)
  }
  return number >>> 0
}
