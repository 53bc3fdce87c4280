// Damage to genuine bytes and values, drawn from a seed: what is nearly right comes closest to the edge.

import type { SeededRandom } from '../seeded-random.ts'

/** One to four changes: bits, bytes, pieces cut, doubled, exchanged with another's, or the end missing. */
export function mutateBytes(original: Uint8Array, other: Uint8Array, random: SeededRandom): Uint8Array {
  let bytes = [...original]
  for (let left = 1 + random.below(4); left > 0; left--) {
    const at = random.below(bytes.length + 1)
    const length = random.below(24)
    switch (random.below(6)) {
      case 0:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
        break
      case 1:
        bytes[at] = random.pick([0, 1, 0x3f, 0x40, 0x7f, 0x80, 0xbf, 0xc0, 0xff])
        break
      case 2:
        bytes.splice(at, length)
        break
      case 3:
        bytes.splice(at, 0, ...bytes.slice(at, at + length))
        break
      case 4:
        bytes = [...bytes.slice(0, at), ...other.subarray(Math.min(at, other.length))]
        break
      default:
        bytes = bytes.slice(0, at)
    }
  }
  return Uint8Array.from(bytes)
}

const oddities: readonly unknown[] = [
  null,
  true,
  '',
  0,
  -1,
  2 ** 53,
  1.5,
  '💥',
  '../..',
  'A'.repeat(5000),
  [],
  {},
  [null],
  { length: 1e9 },
]

/** A value like JSON's with something in it exchanged, missing, doubled or of another type. */
export function mutateJson(value: unknown, random: SeededRandom): unknown {
  if (random.chance(0.15)) return random.pick(oddities)
  if (Array.isArray(value)) {
    const items = value.map((item) => (random.chance(0.5) ? mutateJson(item, random) : item))
    return random.chance(0.2) ? [...items, ...items] : items
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(() => !random.chance(0.1))
    return Object.fromEntries(
      entries.map(([key, item]) => [key, random.chance(0.4) ? mutateJson(item, random) : item]),
    )
  }
  if (typeof value === 'number') return random.pick([value + 1, -value, value * 2 ** 40, 0])
  if (typeof value === 'string')
    return value.slice(0, random.below(value.length + 1)) + random.pick(['', 'A', '=', 'é'])
  return value
}
