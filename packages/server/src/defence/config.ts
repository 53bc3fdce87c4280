// What a server does about those who guess passwords or make accounts by the hundred: the settings and
// their reading from the configuration (rules B-1 to B-5).

import { BlockList, isIP } from 'node:net'

export type DefenceConfig = {
  /** What an unfamiliar address meets where too many are about: a proof of work, a refusal, or nothing. */
  readonly challenge: 'work' | 'refuse' | 'off'
  /** Unfamiliar addresses that may try one account before the next is challenged. */
  readonly addressesPerAccount: number
  /** Accounts that one address may try, and make, before it is challenged. */
  readonly accountsPerAddress: number
  /** How long tries and sign-ups are remembered. */
  readonly windowMinutes: number
  /** Tries at one account from one address before each has to wait longer than the one before. */
  readonly freeTries: number
  /** Offices and the like, where many people share an address: addresses and networks such as 10.0.0.0/8. */
  readonly knownNetworks: readonly string[]
}

export const defaultDefence: DefenceConfig = {
  challenge: 'work',
  addressesPerAccount: 3,
  accountsPerAddress: 3,
  windowMinutes: 60,
  freeTries: 10,
  knownNetworks: [],
}

export const allowedDefence =
  'an object that may hold challenge ("work", "refuse" or "off"), addressesPerAccount, accountsPerAddress and freeTries (1 to 1000000), windowMinutes (1 to 10080), knownNetworks (addresses and networks such as "10.0.0.0/8")'

/**
 * The defaults with what `value` gives in their place: an object (the file), or its JSON (the environment).
 * `undefined` when it is not of the form.
 */
export function readDefence(value: unknown): DefenceConfig | undefined {
  const settings = typeof value === 'string' ? jsonOf(value) : value
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) return undefined
  const read: { -readonly [K in keyof DefenceConfig]: DefenceConfig[K] } = { ...defaultDefence }
  for (const [name, given] of Object.entries(settings)) {
    if (name === 'challenge') {
      if (given !== 'work' && given !== 'refuse' && given !== 'off') return undefined
      read.challenge = given
    } else if (name === 'knownNetworks') {
      if (networksOf(given) === undefined) return undefined
      read.knownNetworks = given
    } else {
      if (!isCounted(name) || !isCount(given, name === 'windowMinutes' ? 10_080 : 1_000_000)) return undefined
      read[name] = given
    }
  }
  return read
}

/** With so many times as much of everything that is counted; for load tests. */
export function defenceTimes(config: DefenceConfig, factor: number): DefenceConfig {
  const times = (count: number) => Math.max(1, Math.round(count * factor))
  return {
    ...config,
    addressesPerAccount: times(config.addressesPerAccount),
    accountsPerAddress: times(config.accountsPerAddress),
    freeTries: times(config.freeTries),
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

type Counted = 'addressesPerAccount' | 'accountsPerAddress' | 'windowMinutes' | 'freeTries'

function isCounted(name: string): name is Counted {
  return ['addressesPerAccount', 'accountsPerAddress', 'windowMinutes', 'freeTries'].includes(name)
}

function isCount(value: unknown, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most
}

/** Where addresses can be looked up; `undefined` when something in it is neither an address nor a network. */
export function networksOf(value: unknown): BlockList | undefined {
  if (!Array.isArray(value)) return undefined
  const list = new BlockList()
  for (const one of value) {
    if (typeof one !== 'string') return undefined
    const [address = '', prefix, ...rest] = one.split('/')
    const family = isIP(address)
    const bits = prefix === undefined ? (family === 6 ? 128 : 32) : readPrefix(prefix)
    if (family === 0 || rest.length > 0 || bits === undefined || bits > (family === 6 ? 128 : 32))
      return undefined
    list.addSubnet(address, bits, family === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}

function readPrefix(text: string): number | undefined {
  return /^\d{1,3}$/.test(text) ? Number(text) : undefined
}
