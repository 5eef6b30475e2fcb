// The PHC string format of password hashes (github.com/P-H-C/phc-string-format), for argon2id (RFC 9106) only.

/** How much an argon2id hash costs. */
export interface Argon2Cost {
  /** KiB of memory. */
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
}

/** A hash taken apart. */
export interface PhcHash extends Argon2Cost {
  readonly salt: Buffer
  readonly tag: Buffer
}

const form =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/

/** The parts of a hash, or undefined when the text is none, or one that would cost more than a server can give. */
export function parsePhcHash(text: string): PhcHash | undefined {
  const match = form.exec(text)
  if (match === null) return undefined
  const [memory, passes, parallelism] = [Number(match[1]), Number(match[2]), Number(match[3])]
  if (parallelism < 1 || passes < 1 || memory < 8 * parallelism || memory > 1_048_576) return undefined
  return {
    memory,
    passes,
    parallelism,
    salt: Buffer.from(match[4]!, 'base64'),
    tag: Buffer.from(match[5]!, 'base64'),
  }
}

/** A hash as text, such as `$argon2id$v=19$m=19456,t=2,p=1$c2FsdC…$aGFzaC…`. */
export function toPhcText({ memory, passes, parallelism, salt, tag }: PhcHash): string {
  const cost = `m=${memory},t=${passes},p=${parallelism}`
  return `$argon2id$v=19$${cost}$${toBase64(salt)}$${toBase64(tag)}`
}

const toBase64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')
