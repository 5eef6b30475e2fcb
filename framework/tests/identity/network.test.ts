import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { toNetwork } from '../../src/engine/identity/network.ts'

const cases = [
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
  ['', ''],
  ['unknown', 'unknown'],
] as const

describe('the network of an address', () => {
  for (const [address, network] of cases) {
    it(`of ${JSON.stringify(address)} is ${JSON.stringify(network)}`, () =>
      assert.equal(toNetwork(address), network))
  }
})
