// One typed configuration of a server: the defaults, then `sotto.config.json` in the data folder, then
// the environment, then flags, each over the one before. Whatever is unknown or damaged is refused with
// one sentence that names where it stands and what is allowed.

import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import {
  allowedDefence,
  type DefenceConfig,
  defaultDefence,
  defenceTimes,
  readDefence,
} from './defence/config.ts'
import { StartError } from './errors.ts'
import type { FactorPolicy } from './factors/admission.ts'
import { allowedLimits, defaultLimits, type Limits, readLimits } from './limits.ts'
import { defaultRates, type Rates, ratesTimes, readRates } from './rates.ts'
import { allowedSso, readSso, type SsoConfig } from './sso/config.ts'

export const configFileName = 'sotto.config.json'
const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const

export type Config = {
  readonly port: number
  readonly host: string
  /** Absolute path of the folder that holds everything the server keeps. */
  readonly dataDir: string
  /** What the server calls itself to people. */
  readonly name: string
  /** Who may make an account. */
  readonly signUp: 'open' | 'closed'
  /** Whether people may, or must, have a second factor. */
  readonly secondFactor: FactorPolicy
  /** The company's OpenID Connect provider; undefined for none. */
  readonly sso: SsoConfig | undefined
  /** Where people open the app, which passkeys are bound to; undefined for this machine alone. */
  readonly publicUrl: string | undefined
  /** Days after which an entry is deleted though somebody has not fetched it (rule D-10). */
  readonly retentionDays: number
  /** Whether a proxy in front is believed about addresses (`X-Forwarded-For`). */
  readonly trustProxy: boolean
  /** Who may read `/metrics`. */
  readonly metrics: 'local' | 'everybody'
  readonly logLevel: (typeof logLevels)[number]
  readonly rates: Rates
  readonly defence: DefenceConfig
  readonly limits: Limits
  /** Absolute path of the built app; it need not exist. */
  readonly appDir: string
}

type Settings = { -readonly [K in keyof Config]?: Config[K] }
type Environment = Readonly<Record<string, string | undefined>>

/** One setting: how it is read from each place, and what is allowed, in words. */
type Setting<K extends keyof Config> = {
  readonly allowed: string
  readonly env?: string
  /** From text (environment, flags) or from JSON (the file); `undefined` when it is not allowed. */
  readonly read: (value: unknown) => Config[K] | undefined
  readonly inFile: boolean
}

const settings: { readonly [K in keyof Config]: Setting<K> } = {
  port: {
    allowed: 'a whole number from 0 to 65535 (0 takes any free port)',
    env: 'SOTTO_PORT',
    read: (value) => integer(value, 0, 65_535),
    inFile: true,
  },
  host: {
    allowed: 'an address or host name to listen on, such as 127.0.0.1 or 0.0.0.0',
    env: 'SOTTO_HOST',
    read: (value) => text(value, 255),
    inFile: true,
  },
  dataDir: {
    allowed: 'the path of a folder',
    env: 'SOTTO_DATA',
    read: (value) => pathOf(value),
    inFile: false,
  },
  name: {
    allowed: 'a text of 1 to 64 characters',
    env: 'SOTTO_NAME',
    read: (value) => text(value, 64),
    inFile: true,
  },
  signUp: {
    allowed: '"open" or "closed"',
    env: 'SOTTO_SIGN_UP',
    read: (value) => oneOf(['open', 'closed'] as const, value),
    inFile: true,
  },
  secondFactor: {
    allowed: '"off", "optional" or "required"',
    env: 'SOTTO_SECOND_FACTOR',
    read: (value) => oneOf(['off', 'optional', 'required'] as const, value),
    inFile: true,
  },
  sso: {
    allowed: allowedSso,
    env: 'SOTTO_SSO',
    read: readSso,
    inFile: true,
  },
  publicUrl: {
    allowed: 'the address that people open, such as https://chat.example.org, without a path',
    env: 'SOTTO_PUBLIC_URL',
    read: (value) => originIn(value),
    inFile: true,
  },
  retentionDays: {
    allowed: 'a whole number of days from 1 to 3650',
    env: 'SOTTO_RETENTION_DAYS',
    read: (value) => integer(value, 1, 3650),
    inFile: true,
  },
  trustProxy: {
    allowed: 'true or false',
    env: 'SOTTO_TRUST_PROXY',
    read: (value) => yesOrNo(value),
    inFile: true,
  },
  metrics: {
    allowed: '"local" or "everybody"',
    env: 'SOTTO_METRICS',
    read: (value) => oneOf(['local', 'everybody'] as const, value),
    inFile: true,
  },
  logLevel: {
    allowed: logLevels.map((level) => `"${level}"`).join(', '),
    env: 'SOTTO_LOG',
    read: (value) => oneOf(logLevels, value),
    inFile: true,
  },
  rates: {
    allowed: `an object that may hold ${Object.keys(defaultRates).join(', ')}, each {"perMinute": NUMBER, "burst": NUMBER}`,
    read: readRates,
    inFile: true,
  },
  defence: {
    allowed: allowedDefence,
    env: 'SOTTO_DEFENCE',
    read: readDefence,
    inFile: true,
  },
  limits: {
    allowed: `an object (or NAME=NUMBER,… in the environment) that may hold ${allowedLimits}`,
    env: 'SOTTO_LIMITS',
    read: readLimits,
    inFile: true,
  },
  appDir: {
    allowed: 'the path of the folder with the built app',
    env: 'SOTTO_APP',
    read: (value) => pathOf(value),
    inFile: false,
  },
}
const names = Object.keys(settings) as (keyof Config)[]

export const usage = `Usage: sotto serve [--port N] [--host ADDRESS] [--data DIR]

  --port N         port to listen on                     (default 7688; SOTTO_PORT)
  --host ADDRESS   address to listen on                  (default 127.0.0.1, this machine only; SOTTO_HOST)
  --data DIR       folder for everything that is kept    (default ./data; SOTTO_DATA)
  --help           show this

More settings can stand in ${configFileName} in the data folder, or in the environment under the name
behind them:
${names
  .filter((name) => settings[name].inFile)
  .map((name) => `  ${name}: ${settings[name].allowed}${inBrackets(settings[name].env)}`)
  .join('\n')}

SOTTO_RATE_FACTOR multiplies every rate and every count of the defence, for tests and for many people behind one address.
`

function inBrackets(text: string | undefined): string {
  return text === undefined ? '' : ` (${text})`
}

export type ParsedArguments =
  | { readonly kind: 'help' }
  | { readonly kind: 'run'; readonly flags: Pick<Settings, 'port' | 'host' | 'dataDir'> }

/** Reads the command line; throws `StartError` `usage`. */
export function parseArguments(args: readonly string[]): ParsedArguments {
  const values = readFlags(args)
  if (values.help === true) return { kind: 'help' }
  const flags: Settings = {}
  take(flags, 'port', values.port, '--port')
  take(flags, 'host', values.host, '--host')
  take(flags, 'dataDir', values.data, '--data')
  return { kind: 'run', flags }
}

/** The whole configuration; throws `StartError` (`usage` for flags and environment, `config` for the file). */
export function loadConfig(flags: Settings = {}, env: Environment = process.env): Config {
  const fromEnvironment: Settings = {}
  for (const name of names) {
    const variable = settings[name].env
    if (variable !== undefined) take(fromEnvironment, name, env[variable] || undefined, variable)
  }
  const early = { ...defaults(), ...fromEnvironment, ...flags }
  const file = readConfigFile(join(early.dataDir, configFileName))
  const config = { ...defaults(), ...file, ...fromEnvironment, ...flags }
  const factor = readFactor(env.SOTTO_RATE_FACTOR)
  return {
    ...config,
    rates: ratesTimes(config.rates, factor),
    defence: defenceTimes(config.defence, factor),
  }
}

function defaults(): Config {
  return {
    port: 7688,
    host: '127.0.0.1',
    dataDir: resolve('data'),
    name: 'Sotto',
    signUp: 'open',
    secondFactor: 'optional',
    sso: undefined,
    publicUrl: undefined,
    retentionDays: 30,
    trustProxy: false,
    metrics: 'local',
    logLevel: 'warn',
    rates: defaultRates,
    defence: defaultDefence,
    limits: defaultLimits,
    appDir: fileURLToPath(new URL('../../web/dist', import.meta.url)),
  }
}

function readFlags(args: readonly string[]) {
  try {
    const options = {
      port: { type: 'string' },
      host: { type: 'string' },
      data: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    } as const
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('. ')[0] ?? '') : ''
    throw new StartError('usage', `${reason.replace(/\.$/, '')}.`)
  }
}

/** Reads one text into `into`, if it is there. */
function take<K extends keyof Config>(into: Settings, name: K, value: unknown, where: string): void {
  if (value === undefined) return
  const read = settings[name].read(value)
  if (read === undefined) throw new StartError('usage', `${where} must be ${settings[name].allowed}.`)
  into[name] = read as Settings[K]
}

function readConfigFile(path: string): Settings {
  let json: unknown
  try {
    json = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (isMissing(error)) return {}
    const why = error instanceof SyntaxError ? 'is not valid JSON' : 'cannot be read'
    throw new StartError('config', `${path} ${why}. Repair it, or remove it to start with the defaults.`)
  }
  if (!isObject(json)) throw new StartError('config', `${path} must hold one JSON object, { … }.`)
  const inFile = names.filter((name) => settings[name].inFile)
  const read: Settings = {}
  for (const [key, value] of Object.entries(json)) {
    const name = inFile.find((one) => one === key)
    if (name === undefined) {
      throw new StartError('config', `${path}: unknown key "${key}". Allowed are ${inFile.join(', ')}.`)
    }
    takeFromFile(read, name, value, path)
  }
  return read
}

function takeFromFile<K extends keyof Config>(into: Settings, name: K, value: unknown, path: string): void {
  const read = settings[name].read(value)
  if (read === undefined) {
    throw new StartError('config', `${path}: "${name}" must be ${settings[name].allowed}.`)
  }
  into[name] = read as Settings[K]
}

/** `SOTTO_RATE_FACTOR`: for load tests, and for many people behind one address. */
function readFactor(text: string | undefined): number {
  const factor = text === undefined || text === '' ? 1 : Number(text)
  if (factor > 0 && factor <= 1_000_000) return factor
  throw new StartError('usage', 'SOTTO_RATE_FACTOR must be a number above 0 and at most 1000000.')
}

function integer(value: unknown, least: number, most: number): number | undefined {
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most
    ? number
    : undefined
}

function text(value: unknown, most: number): string | undefined {
  if (typeof value !== 'string') return undefined
  const trimmed = value.trim()
  return trimmed.length >= 1 && trimmed.length <= most ? trimmed : undefined
}

/** An origin that browsers let passkeys work at: HTTPS with a name, or this machine. */
function originIn(value: unknown): string | undefined {
  const url = typeof value === 'string' ? URL.parse(value) : null
  if (url === null || `${url.origin}/` !== url.href || isIP(url.hostname.replace(/[[\]]/g, '')) !== 0) {
    return undefined
  }
  return url.protocol === 'https:' || url.hostname === 'localhost' ? url.origin : undefined
}

function pathOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && !value.includes('\0') ? resolve(value) : undefined
}

function oneOf<T extends string>(choices: readonly T[], value: unknown): T | undefined {
  return choices.find((choice) => choice === value)
}

function yesOrNo(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  return value === 'true' ? true : value === 'false' ? false : undefined
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}
