// Days as somebody writes them to search: a day, a month or a year, by the calendar and the clock of this device.

/** Milliseconds since 1970, from the first moment to before `to`. */
export type DaySpan = { readonly from: number; readonly to: number }

const relative = { today: 0, yesterday: 1 } as const

/** `2026-03-09`, `2026-03`, `2026`, `today`, `yesterday`; undefined for what is no day that there is. */
export function daysNamed(text: string, now: number): DaySpan | undefined {
  const word = text.toLowerCase()
  if (word === 'today' || word === 'yesterday') {
    const date = new Date(now)
    return spanOf([date.getFullYear(), date.getMonth(), date.getDate() - relative[word]], [0, 0, 1])
  }
  const [, year, month, day] = /^(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?$/.exec(word) ?? []
  if (year === undefined || Number(year) < 1970) return undefined
  if (month === undefined) return spanOf([Number(year), 0, 1], [1, 0, 0])
  const first = [Number(year), Number(month) - 1, Number(day ?? 1)] as const
  const date = new Date(...first)
  if (date.getMonth() !== first[1] || date.getDate() !== first[2]) return undefined
  return spanOf(first, day === undefined ? [0, 1, 0] : [0, 0, 1])
}

type Parts = readonly [year: number, month: number, day: number]

function spanOf([year, month, day]: Parts, [years, months, days]: Parts): DaySpan {
  const to = new Date(year + years, month + months, day + days)
  return { from: new Date(year, month, day).getTime(), to: to.getTime() }
}
