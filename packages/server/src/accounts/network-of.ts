// Where a device is, as its people are told (rule N-3): the network around an address, in CIDR notation, so that
// nothing finer is kept.

import { isIP } from 'node:net'

/** `198.51.100.0/24`, `2001:db8:1::/48`; undefined for what is no address. */
export function networkOf(address: string): string | undefined {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').split('%')[0] ?? ''
  switch (isIP(plain)) {
    case 4:
      return `${plain.split('.').slice(0, 3).join('.')}.0/24`
    case 6:
      return `${groupsOf(plain).slice(0, 3).join(':')}::/48`
    default:
      return undefined
  }
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
