// The options of the command line and how their values are read.

import { UsageError } from './errors.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export const defaultServer = 'http://localhost:7688'

/** What every command takes. */
export const common = {
  profile: { type: 'string' },
  server: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const

/** What some commands take; which ones says their entry in the table. */
export const special = {
  notify: { type: 'boolean' },
  queue: { type: 'boolean' },
  forget: { type: 'boolean' },
  limit: { type: 'string' },
  for: { type: 'string' },
  count: { type: 'string' },
  all: { type: 'boolean' },
  history: { type: 'string' },
  expires: { type: 'string' },
  'ask-again': { type: 'boolean' },
  'for-me': { type: 'boolean' },
  'take-back': { type: 'boolean' },
  'sign-out-others': { type: 'boolean' },
  yes: { type: 'boolean' },
  no: { type: 'boolean' },
  password: { type: 'boolean' },
  'device-name': { type: 'string' },
  as: { type: 'string' },
  name: { type: 'string' },
  title: { type: 'string' },
  about: { type: 'string' },
  location: { type: 'string' },
  pronouns: { type: 'string' },
  picture: { type: 'string' },
  visible: { type: 'string' },
  emoji: { type: 'string' },
  until: { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
} as const

export type SpecialOption = keyof typeof special
export type OptionValues = { readonly [name in SpecialOption]?: string | boolean | undefined }

/** A whole number from 1, or undefined when the option is not there. Throws UsageError. */
export function wholeNumber(options: OptionValues, name: SpecialOption): number | undefined {
  return numberOption({ options, name, pattern: /^\d{1,9}$/, allowed: 'a whole number from 1' })
}

/** A number above 0, also a fraction. Throws UsageError. */
export function seconds(options: OptionValues, name: SpecialOption): number | undefined {
  return numberOption({
    options,
    name,
    pattern: /^\d{1,6}(?:\.\d{1,3})?$/,
    allowed: 'a number of seconds above 0',
  })
}

type NumberOption = { options: OptionValues; name: SpecialOption; pattern: RegExp; allowed: string }

function numberOption({ options, name, pattern, allowed }: NumberOption): number | undefined {
  const text = options[name]
  if (text === undefined) return undefined
  const value = typeof text === 'string' && pattern.test(text) ? Number(text) : 0
  if (value <= 0) throw new UsageError(`--${name} must be ${allowed}.`)
  return value
}
