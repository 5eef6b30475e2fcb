import { isIP } from 'node:net'

/** The IP address in what a proxy tells, whose port is left out; undefined where there is none, such as in `unknown`. */
export function toIpAddress(text: string | undefined = ''): string | undefined {
  const [, bracketed] = /^\[([^\]]+)\](?::\d+)?$/.exec(text) ?? []
  const [, withPort] = /^(\d+(?:\.\d+){3}):\d+$/.exec(text) ?? []
  const address = bracketed ?? withPort ?? text
  return isIP(address) === 0 ? undefined : address
}

/**
 * Who asks, of all whom a request has passed: the last hop that tells an address, since what stands behind it was made up.
 * @param hops the peer first, then what proxies tell
 */
export const toClientAddress = (hops: readonly (string | undefined)[]): string =>
  hops.map(toIpAddress).findLast((address) => address !== undefined) ?? ''
