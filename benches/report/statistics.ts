// Medians and percentiles of what was measured.

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** The value below which `part` (0 to 1) of all lie; NaN when there are none. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}
