// Argon2id (RFC 9106) with the cost OWASP names as the least: 19 MiB, 2 passes, 1 lane.
import crypto from 'node:crypto'
import { DeclarationError } from '../../kernel/problem/declaration-error.ts'
import { parsePhcHash, toPhcText, type Argon2Cost, type PhcHash } from './phc-hash.ts'
import { createWorkQueue } from './work-queue.ts'

/** Turns secrets into hashes that can be kept. */
export interface SecretHasher {
  /** A hash of the text, with a salt of its own. A 503 problem when too many are being made. */
  hash(text: string): Promise<string>
  /** Whether the text is the one hashed. Without a hash it is false, after the same work. */
  verify(hash: string | undefined | null, text: string): Promise<boolean>
}

/** A hasher whose cost may grow over the years. */
export interface PasswordHasher extends SecretHasher {
  /** Whether a hash was made with another cost than hashes are made with now. */
  needsRehash(hash: string): boolean
}

/** What hashing may cost. */
export interface PasswordHasherOptions extends Partial<Argon2Cost> {
  /** Hashes made at the same time; libuv has four threads for all. Default: 2. */
  readonly atOnce?: number
  /** Hashes that may wait for their turn; more are refused with 503. Default: 64. */
  readonly waiting?: number
}

const saltBytes = 16
const tagBytes = 32

/** A hasher with argon2id. Default cost: 19,456 KiB of memory, 2 passes, 1 lane. Equal in NFC is the same secret. */
export function createSecretHasher(options: PasswordHasherOptions = {}): PasswordHasher {
  const { memory = 19_456, passes = 2, parallelism = 1, atOnce = 2, waiting = 64 } = options
  const cost: Argon2Cost = { memory, passes, parallelism }
  const queue = createWorkQueue({ atOnce, waiting })
  const derive = (text: string, made: Omit<PhcHash, 'tag'>, length: number) =>
    queue.run(() => deriveTag(text.normalize('NFC'), made, length))

  return {
    async hash(text) {
      const made = { ...cost, salt: crypto.randomBytes(saltBytes) }
      return toPhcText({ ...made, tag: await derive(text, made, tagBytes) })
    },
    async verify(hash, text) {
      const kept = typeof hash === 'string' ? parsePhcHash(hash) : undefined
      const { tag, ...made } = kept ?? createUnmatchable(cost)
      return crypto.timingSafeEqual(await derive(text, made, tag.length), tag)
    },
    needsRehash(hash) {
      const kept = parsePhcHash(hash)
      return (
        kept === undefined ||
        kept.memory !== memory ||
        kept.passes !== passes ||
        kept.parallelism !== parallelism
      )
    },
  }
}

/** The hasher of the whole process: all of it shares one bound on how much is hashed at once. */
export const secretHasher: PasswordHasher = createSecretHasher()

/** Throws a DeclarationError where Node.js cannot do argon2id: before 24.7, or with an OpenSSL before 3.2. */
export async function checkArgon2(): Promise<void> {
  try {
    await deriveTag('', { memory: 8, passes: 1, parallelism: 1, salt: Buffer.alloc(saltBytes) }, tagBytes)
  } catch (cause) {
    const message = `this Node.js has no argon2id (${String(cause)})`
    throw new DeclarationError([
      { path: 'identity', message, remedy: 'run Node.js 24.7 or later with OpenSSL 3.2 or later' },
    ])
  }
}

/** What stands in for the hash of a user who is not there, so that the answer takes as long. */
function createUnmatchable(cost: Argon2Cost): PhcHash {
  return { ...cost, salt: crypto.randomBytes(saltBytes), tag: crypto.randomBytes(tagBytes) }
}

function deriveTag(message: string, made: Omit<PhcHash, 'tag'>, tagLength: number): Promise<Buffer> {
  const { memory, passes, parallelism, salt: nonce } = made
  return new Promise((resolve, reject) => {
    const parameters = { message, nonce, memory, passes, parallelism, tagLength }
    crypto.argon2('argon2id', parameters, (error, tag) => (error === null ? resolve(tag) : reject(error)))
  })
}
