// The company's OpenID Connect provider in the configuration (rules SSO).

import { readFileSync } from 'node:fs'

export type SsoConfig = {
  /** The provider's issuer identifier, as a URL has it. */
  readonly issuer: string
  readonly clientId: string
  /** Undefined for a public client, which PKCE alone stands for. */
  readonly clientSecret: string | undefined
  /** What people call the provider, as in "Sign in with NAME". */
  readonly name: string
  /** Whether nobody makes an account, or signs in on a new device, without it. */
  readonly required: boolean
}

export const allowedSso =
  'an object with issuer (an https address, or http on this machine), clientId and name (texts of 1 to 64 characters; clientId up to 255), that may hold clientSecret (a text) or clientSecretFile (the path of a file that can be read), and required (true or false)'

const known = ['issuer', 'clientId', 'clientSecret', 'clientSecretFile', 'name', 'required']
const thisMachine = ['localhost', '127.0.0.1', '[::1]']

/** From an object (the file), or its JSON (the environment); `undefined` when it is not of the form. */
export function readSso(value: unknown): SsoConfig | undefined {
  const given = typeof value === 'string' ? jsonOf(value) : value
  if (!isObject(given) || Object.keys(given).some((key) => !known.includes(key))) return undefined
  const { required = false } = given
  const issuer = issuerIn(given.issuer)
  const clientId = textIn(given.clientId, 255)
  const name = textIn(given.name, 64)
  const secret = secretIn(given)
  if (issuer === undefined || clientId === undefined || name === undefined) return undefined
  if (secret === 'unfit' || typeof required !== 'boolean') return undefined
  return { issuer, clientId, clientSecret: secret?.text, name, required }
}

function issuerIn(value: unknown): string | undefined {
  const url = typeof value === 'string' ? URL.parse(value) : null
  if (url === null || url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') {
    return undefined
  }
  const isLocal = url.protocol === 'http:' && thisMachine.includes(url.hostname)
  return url.protocol === 'https:' || isLocal ? url.href : undefined
}

function secretIn({
  clientSecret,
  clientSecretFile,
}: Readonly<Record<string, unknown>>): { readonly text: string } | undefined | 'unfit' {
  if (clientSecret === undefined && clientSecretFile === undefined) return undefined
  if (clientSecret !== undefined && clientSecretFile !== undefined) return 'unfit'
  const text = textIn(clientSecret ?? contentOf(clientSecretFile), 4096)
  return text === undefined ? 'unfit' : { text }
}

function contentOf(path: unknown): string | undefined {
  if (typeof path !== 'string') return undefined
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function textIn(value: unknown, most: number): string | undefined {
  const text = typeof value === 'string' ? value.trim() : ''
  return text.length >= 1 && text.length <= most ? text : undefined
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
