// For how long a conversation is muted.

const hour = 3_600_000

export const muteTimes = ['hour', 'workday', 'week', 'always'] as const
export type MuteTime = (typeof muteTimes)[number]

/** Until when, from `now` on, in milliseconds since 1970. */
export function mutedUntil(time: MuteTime, now: number): number | 'always' {
  switch (time) {
    case 'hour':
      return now + hour
    case 'workday':
      return now + 8 * hour
    case 'week':
      return now + 7 * 24 * hour
    case 'always':
      return 'always'
  }
}
