// Keys of applications: a prefix that may be shown, and 256 random bits of which only a digest is kept.
import { randomBytes } from 'node:crypto'
import { createSecret, digestOf } from './secret-digest.ts'

/** A key as it is made: its text is given to the caller once, and kept nowhere. */
export interface NewApplicationKey {
  readonly text: string
  /** Names the key in lists and logs, and finds it in the store. */
  readonly prefix: string
  readonly digest: string
}

const form = /^(ninety_[\da-f]{16})_[\w-]{43}$/

/** Makes a key such as `ninety_0123456789abcdef_…`: secret scanners know it by its beginning. */
export function createApplicationKey(): NewApplicationKey {
  const prefix = `ninety_${randomBytes(8).toString('hex')}`
  const text = `${prefix}_${createSecret()}`
  return { text, prefix, digest: digestOf(text) }
}

/** The prefix of a text that may be a key; undefined when it is none. */
export function findPrefix(text: string): string | undefined {
  return form.exec(text)?.[1]
}
