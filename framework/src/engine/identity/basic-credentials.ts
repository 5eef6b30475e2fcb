// The Basic scheme (RFC 7617), with its user-id and password in UTF-8.

/** Who somebody says they are, and what shall prove it. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

const token68 = /^[A-Za-z0-9+/]+={0,2}$/
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The user and password of Basic credentials: the first colon parts them. Undefined when malformed. */
export function parseBasicCredentials(credentials: string): Credentials | undefined {
  if (!token68.test(credentials)) return undefined
  const text = decode(credentials)
  const colon = text?.indexOf(':') ?? -1
  if (text === undefined || colon < 0 || /\p{Cc}/u.test(text)) return undefined
  return { username: text.slice(0, colon), password: text.slice(colon + 1) }
}

function decode(base64: string): string | undefined {
  try {
    return utf8.decode(Buffer.from(base64, 'base64'))
  } catch {
    return undefined
  }
}
