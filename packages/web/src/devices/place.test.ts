import { expect, it } from 'vitest'
import { placeOf } from './place.ts'

it.each([
  ['198.51.100.0/24', 'network', '198.51.100.*'],
  ['2001:db8:1::/48', 'network', '2001:db8:1:*'],
  ['127.0.0.0/24', 'own', '127.0.0.*'],
  ['0:0:0::/48', 'own', '0:0:0:*'],
  ['192.168.1.0/24', 'local', '192.168.1.*'],
  ['172.20.0.0/24', 'local', '172.20.0.*'],
  ['172.32.0.0/24', 'network', '172.32.0.*'],
  ['fd12:3456:0::/48', 'local', 'fd12:3456:0:*'],
])('%s is %s', (network, kind, start) => {
  expect(placeOf(network)).toEqual({ kind, start })
})
