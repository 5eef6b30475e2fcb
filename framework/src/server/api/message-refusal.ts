// Messages that Node's parser lets pass, and HTTP/1.1 does not (RFC 9112).
import type { IncomingMessage } from 'node:http'
import { MalformedRequest } from '../../kernel/problem/catalogue.ts'

/** Refuses what two readers of one message might understand differently, before anything of it is believed. */
export function refuseMalformed(message: IncomingMessage): void {
  const fault = findFault(message)
  if (fault !== undefined) throw new MalformedRequest({ detail: fault })
}

function findFault(message: IncomingMessage): string | undefined {
  const { httpVersion, headers, url, method } = message
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return 'The version must be HTTP/1.1 or HTTP/1.0.'
  // Section 3.2.4: the asterisk stands for the server as a whole.
  if (url === '*' && method !== 'OPTIONS') return 'The address * is for OPTIONS only.'
  const coding = headers['transfer-encoding']
  if (coding !== undefined) {
    if (httpVersion === '1.0') return 'HTTP/1.0 has no transfer codings.'
    if (coding.toLowerCase() !== 'chunked') return 'No transfer coding but chunked is read here.'
  }
  return findRepeated(message) ?? findHostFault(message)
}

// RFC 9110 section 5.3: these stand once. Node keeps the first of several, and who reads before it may keep the last.
function findRepeated({ rawHeaders }: IncomingMessage): string | undefined {
  let [hosts, credentials] = [0, 0]
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++
    if (name.length === 13 && name.toLowerCase() === 'authorization') credentials++
  }
  if (hosts > 1) return 'There are two Host headers.'
  return credentials > 1 ? 'There are two Authorization headers.' : undefined
}

// RFC 3986 section 3.2.2 and 3.2.3.
const hostForm =
  /^(?:\[[\da-f:.]+\]|\[v[\da-f]+\.[\w.~!$&'()*+,;=:-]+\]|(?:[\w.~!$&'()*+,;=-]|%[\da-f]{2})*)(?::\d*)?$/i

let wellFormed = ''

// Section 3.2: HTTP/1.1 has one.
function findHostFault({ httpVersion, headers: { host } }: IncomingMessage): string | undefined {
  if (host === undefined) return httpVersion === '1.0' ? undefined : 'There is no Host header.'
  // Nearly every request has the host of the one before.
  if (host === wellFormed) return undefined
  if (!hostForm.test(host)) return 'The Host header is no host.'
  wellFormed = host
  return undefined
}
