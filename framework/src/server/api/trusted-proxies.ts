import { BlockList, isIP } from 'node:net'
import { DeclarationError } from '../../kernel/problem/declaration-error.ts'
import { toIpAddress } from './ip-address.ts'

/**
 * Which proxies are believed about who asks (`X-Forwarded-For`): networks and addresses, in a list or between commas;
 * how many stand in front; `true` for whoever connects, however far what they tell goes back; or `false` for none.
 */
export type TrustedProxies = boolean | number | string | readonly string[]

/** Whether a hop is believed; the peer is the first one, 0. */
type Trust = (address: string | undefined, hop: number) => boolean

const named: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
}

/** Decides for each hop; a DeclarationError where what is trusted is no network. */
export function toTrust(proxies: TrustedProxies): boolean | Trust {
  if (typeof proxies === 'boolean') return proxies
  if (typeof proxies === 'number') return trustHops(proxies)
  const list = (typeof proxies === 'string' ? proxies.split(',') : proxies).map((each) => each.trim())
  if (list.length === 1 && /^\d+$/.test(list[0]!)) return trustHops(Number(list[0]))
  const networks = new BlockList()
  for (const each of list.flatMap((name) => named[name] ?? name)) addNetwork(networks, each)
  return (text) => {
    const address = toIpAddress(text)
    return address !== undefined && networks.check(address, familyOf(address))
  }
}

function trustHops(count: number): Trust {
  if (!Number.isInteger(count) || count < 0) throw refuse(String(count))
  return (_address, hop) => hop < count
}

function addNetwork(networks: BlockList, text: string): void {
  const [address = '', bits, ...rest] = text.split('/')
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address) as 0 | 4 | 6]
  const size = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : Infinity
  if (most === -1 || size > most || rest.length > 0) throw refuse(text)
  networks.addSubnet(address, size, familyOf(address))
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 4 ? 'ipv4' : 'ipv6')

const refuse = (text: string): DeclarationError =>
  new DeclarationError([
    {
      path: 'trustProxy',
      message: `${text === '' ? 'nothing' : text} is no network`,
      remedy: 'write such as 10.0.0.0/8, loopback, or how many proxies stand in front',
    },
  ])
