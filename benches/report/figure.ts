// One measured number beside what it is compared with. Programs print figures as they find them; a run of
// all programs also gathers them, one JSON line each, in the file that it names in the environment.

import { appendFileSync } from 'node:fs'

export const gatherVariable = 'SOTTO_BENCH_FIGURES'

export type Target = {
  /** What is bounded: the ratio ours / limit, or our number itself. */
  readonly of: 'ratio' | 'ours'
  readonly bound: 'at least' | 'at most'
  readonly value: number
}

export type Figure = {
  /** The program that measured it. */
  readonly bench: string
  readonly name: string
  readonly unit: string
  readonly ours: number
  /** What we measure against, taken in the same run. */
  readonly limit?: { readonly name: string; readonly value: number }
  /** None: it is told, and bound by nothing. */
  readonly target?: Target
}

/** Ours / limit; undefined when there is nothing to compare with. */
export function ratioOf({ ours, limit }: Figure): number | undefined {
  return limit === undefined ? undefined : ours / limit.value
}

/** Whether the target is met; undefined without one. */
export function isMet(figure: Figure): boolean | undefined {
  const { target } = figure
  if (target === undefined) return undefined
  const value = target.of === 'ours' ? figure.ours : ratioOf(figure)
  if (value === undefined) return false
  return target.bound === 'at least' ? value >= target.value : value <= target.value
}

/** Prints the figure, and hands it to the run that started this program. */
export function report(figure: Figure): void {
  const { limit, target, name, ours, unit } = figure
  const ratio = ratioOf(figure)
  const parts = [
    `${name}: ${tell(ours)} ${unit}`,
    ...(limit === undefined || ratio === undefined
      ? []
      : [`${limit.name} ${tell(limit.value)}, ratio ${ratio.toFixed(2)}`]),
    ...(target === undefined ? [] : [`target ${tellTarget(target)}: ${isMet(figure) ? 'met' : 'not met'}`]),
  ]
  console.log(`= ${parts.join('; ')}`)
  const gather = process.env[gatherVariable]
  if (gather !== undefined) appendFileSync(gather, `${JSON.stringify(figure)}\n`)
}

/** Three significant digits, whole numbers whole. */
export function tell(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-GB')
  return Number(value.toPrecision(3)).toString()
}

export function tellTarget({ of, bound, value }: Target): string {
  return `${of === 'ratio' ? 'ratio ' : ''}${bound} ${value}`
}
