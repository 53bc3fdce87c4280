// Until when somebody is not to be disturbed.

const hour = 3_600_000
const morning = 8

export const quietTimes = ['hour', 'workday', 'tomorrow', 'always'] as const
export type QuietTime = (typeof quietTimes)[number]

/** From `now` on, in milliseconds since 1970. */
export function quietUntil(time: QuietTime, now: number): number | 'always' {
  switch (time) {
    case 'hour':
      return now + hour
    case 'workday':
      return now + 8 * hour
    case 'tomorrow': {
      const date = new Date(now)
      return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1, morning).getTime()
    }
    case 'always':
      return 'always'
  }
}
