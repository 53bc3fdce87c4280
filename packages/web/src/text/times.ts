// Times as people say them, through Intl in the interface's language. Nothing here reads a clock: `now`
// is always given, in milliseconds since 1970.

import { inUnit } from './units.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Midnight, local time, of the day that `at` is in. */
export function dayOf(at: number): number {
  const date = new Date(at)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}

/** Days between the two calendar days, also across a change of clocks. */
function daysApart(at: number, now: number): number {
  return Math.round((dayOf(now) - dayOf(at)) / day)
}

/** For a list: `now`, `5 min`, `14:03`, `Tue`, `3 Mar`, `3 Mar 2024`. */
export function shortTime(at: number, now: number, language: string, justNow: string): string {
  const age = now - at
  if (age < minute) return justNow
  if (age < hour) {
    return inUnit(Math.floor(age / minute), { unit: 'minute', display: 'short' }, language)
  }
  if (daysApart(at, now) === 0) return clockTime(at, language)
  if (daysApart(at, now) < 7) return format(at, language, { weekday: 'short' })
  return shortDate(at, now, language)
}

/** `3 Mar`, with the year when it is another. */
export function shortDate(at: number, now: number, language: string): string {
  return format(at, language, dateParts(at, now))
}

/** `14:03` or `2:03 PM`, as the language has it. */
export function clockTime(at: number, language: string): string {
  return format(at, language, { hour: 'numeric', minute: '2-digit' })
}

/** For a separator: `Today`, `Yesterday`, `Tuesday`, `Tuesday, 3 March`, with the year when it is another. */
export function dayLabel(at: number, now: number, language: string): string {
  const apart = daysApart(at, now)
  if (apart === 0 || apart === 1) {
    const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-apart, 'day')
    return words.charAt(0).toLocaleUpperCase(language) + words.slice(1)
  }
  if (apart > 0 && apart < 7) return format(at, language, { weekday: 'long' })
  return format(at, language, { weekday: 'long', ...dateParts(at, now), month: 'long' })
}

/** The whole of it, for a tooltip. */
export function fullTime(at: number, language: string): string {
  return format(at, language, { dateStyle: 'full', timeStyle: 'short' })
}

/** `3 March 2026`. */
export function fullDate(at: number, language: string): string {
  return format(at, language, { dateStyle: 'long' })
}

/** `2 hours ago`, for when somebody was last seen. */
export function agoTime(at: number, now: number, language: string): string {
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const age = Math.max(0, now - at)
  if (age < hour) return words.format(-Math.floor(age / minute), 'minute')
  if (age < day) return words.format(-Math.floor(age / hour), 'hour')
  return words.format(-Math.floor(age / day), 'day')
}

function dateParts(at: number, now: number): Intl.DateTimeFormatOptions {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) }
}

const formats = new Map<string, Intl.DateTimeFormat>()

function format(at: number, language: string, options: Intl.DateTimeFormatOptions): string {
  const key = language + JSON.stringify(options)
  let made = formats.get(key)
  if (made === undefined) {
    made = new Intl.DateTimeFormat(language, options)
    formats.set(key, made)
  }
  return made.format(at)
}
