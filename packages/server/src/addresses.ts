// Network addresses: as what counts as one party (rule B), and as what people are told (rule N-3).

import { isIP } from 'node:net'

/** The part of an address that one party controls: an IPv4 address, or the /64 of an IPv6 one. */
export function addressKey(address: string): string {
  const plain = plainOf(address)
  return isIP(plain) === 6 ? `${groupsOf(plain).slice(0, 4).join(':')}::/64` : plain
}

/** Where an address is, no finer than people need: `198.51.100.0/24`, `2001:db8:1::/48`; undefined for none. */
export function networkOf(address: string): string | undefined {
  const plain = plainOf(address)
  switch (isIP(plain)) {
    case 4:
      return `${plain.split('.').slice(0, 3).join('.')}.0/24`
    case 6:
      return `${groupsOf(plain).slice(0, 3).join(':')}::/48`
    default:
      return undefined
  }
}

/** Without the zone, and an IPv4 address as itself where IPv6 carries it. */
function plainOf(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').split('%')[0] ?? ''
}

/** The eight groups of an IPv6 address, without leading zeros. */
function groupsOf(address: string): readonly string[] {
  const [head = '', tail] = address.split('::')
  const first = head === '' ? [] : head.split(':')
  const last = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length)
  return [...first, ...Array<string>(zeros).fill('0'), ...last].map((one) =>
    one.toLowerCase().replace(/^0+(?=.)/, ''),
  )
}
