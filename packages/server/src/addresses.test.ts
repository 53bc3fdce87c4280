import { expect, it } from 'vitest'
import { networkOf } from './addresses.ts'

it.each([
  ['198.51.100.7', '198.51.100.0/24'],
  ['::ffff:198.51.100.7', '198.51.100.0/24'],
  ['127.0.0.1', '127.0.0.0/24'],
  ['::1', '0:0:0::/48'],
  ['2001:db8:1:2::7', '2001:db8:1::/48'],
  ['2001:DB8:0001:2:3:4:5:6', '2001:db8:1::/48'],
  ['2001:db8::7', '2001:db8:0::/48'],
  ['fe80::1%eth0', 'fe80:0:0::/48'],
  ['', undefined],
  ['unix:', undefined],
])('[N-3] the network of %j is %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
