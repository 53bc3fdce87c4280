// For how long a conversation is muted; for good is a level of its own.

const hour = 3_600_000

export const muteTimes = ['hour', 'workday', 'week'] as const
export type MuteTime = (typeof muteTimes)[number]

const lengths: Readonly<Record<MuteTime, number>> = { hour, workday: 8 * hour, week: 7 * 24 * hour }

/** Until when, from `now` on, in milliseconds since 1970. */
export function mutedUntil(time: MuteTime, now: number): number {
  return now + lengths[time]
}
