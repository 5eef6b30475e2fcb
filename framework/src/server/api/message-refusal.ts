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
  return findHostFault(message)
}

// RFC 3986 section 3.2.2 and 3.2.3.
const hostForm =
  /^(?:\[[\da-f:.]+\]|\[v[\da-f]+\.[\w.~!$&'()*+,;=:-]+\]|(?:[\w.~!$&'()*+,;=-]|%[\da-f]{2})*)(?::\d*)?$/i

let wellFormed = ''

// Section 3.2: exactly one in HTTP/1.1. Node keeps the first of several.
function findHostFault({ httpVersion, headers: { host }, rawHeaders }: IncomingMessage): string | undefined {
  if (host === undefined) return httpVersion === '1.0' ? undefined : 'There is no Host header.'
  let hosts = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]!.length === 4 && rawHeaders[index]!.toLowerCase() === 'host') hosts++
  }
  if (hosts > 1) return 'There are two Host headers.'
  // Nearly every request has the host of the one before.
  if (host === wellFormed) return undefined
  if (!hostForm.test(host)) return 'The Host header is no host.'
  wellFormed = host
  return undefined
}
