// Sets of places in a log as ranges: sorted, apart from each other, both ends included.

export type Range = { readonly first: number; readonly last: number }
export type Ranges = readonly Range[]

/** In any order, overlapping or not. */
export function rangesOf(given: readonly Range[]): Ranges {
  const sorted = given
    .filter(({ first, last }) => first <= last)
    .toSorted((one, other) => one.first - other.first)
  const joined: Range[] = []
  for (const range of sorted) {
    const before = joined.at(-1)
    if (before === undefined || range.first > before.last + 1) joined.push(range)
    else joined[joined.length - 1] = { first: before.first, last: Math.max(before.last, range.last) }
  }
  return joined
}

export function union(one: Ranges, other: Ranges): Ranges {
  return rangesOf([...one, ...other])
}

/** What is in `from` and not in `known`. */
export function without(from: Ranges, known: Ranges): Ranges {
  return from.flatMap((range) => remainder(range, known))
}

export function within(ranges: Ranges, bounds: Range): Ranges {
  return rangesOf(
    ranges.map(({ first, last }) => ({
      first: Math.max(first, bounds.first),
      last: Math.min(last, bounds.last),
    })),
  )
}

export function countIn(ranges: Ranges): number {
  return ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0)
}

function remainder(range: Range, known: Ranges): readonly Range[] {
  const left: Range[] = []
  let { first } = range
  for (const one of known) {
    if (one.last < first || one.first > range.last) continue
    left.push({ first, last: one.first - 1 })
    first = one.last + 1
  }
  left.push({ first, last: range.last })
  return left.filter((one) => one.first <= one.last)
}
