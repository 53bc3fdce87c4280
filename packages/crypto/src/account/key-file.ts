// The account's keys as a text file under a password: how a person keeps them apart from every device and
// server (spec/accounts.md V-8). The header says whose they are and how the password is stretched; it is
// sealed together with the keys, so that none of it can be changed.

import { gcm } from '@noble/ciphers/aes.js'
import { randomBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import {
  type AccountName,
  base64urlToBytes,
  bytesToBase64url,
  type Cbor,
  decodeCbor,
  encodeCbor,
  err,
  type Malformed,
  malformed,
  ok,
  parseAccountName,
  type Result,
} from '@sotto/wire'
import { erase } from '../erase.ts'
import { rootKeyLength } from './root-key.ts'
import { type Argon2id, isBearable, presentStretching, stretchPassword } from './stretching.ts'

const version = 1
const begin = '-----BEGIN SOTTO KEY FILE-----'
const end = '-----END SOTTO KEY FILE-----'
const saltLength = 16
const nonceLength = 12
const serverKeyLength = 32
/** A file is some 600 characters; nobody is made to read a book. */
const longestFile = 8192
const longestLine = 64

export type KeyFile = {
  readonly account: AccountName
  /** Base address, such as https://chat.example. */
  readonly server: string
  /** The server's long-term OPAQUE public key, 32 bytes. */
  readonly serverKey: Uint8Array
  readonly rootKey: Uint8Array
}

/** `wrong_key`: the password is not the file's, or the file was altered; nobody can tell which. */
export type KeyFileError = Malformed | { readonly code: 'wrong_key' }

/** The file's text. Stretches the password, which takes a second or more. */
export async function sealKeyFile(
  keys: KeyFile,
  password: string,
  stretching: Argon2id = presentStretching(),
): Promise<string> {
  const salt = randomBytes(saltLength)
  const header = headerOf(keys.account, stretching, salt)
  const plain = encodeCbor([version, keys.account, keys.server, keys.serverKey, keys.rootKey])
  const key = await stretchPassword(password, stretching, salt)
  const nonce = randomBytes(nonceLength)
  const sealed = gcm(key, nonce, utf8ToBytes(header)).encrypt(plain)
  erase(key, plain)
  const body = bytesToBase64url(Uint8Array.of(...nonce, ...sealed))
  const lines = body.match(new RegExp(`.{1,${longestLine}}`, 'g')) ?? []
  return [begin, header, '', ...lines, end, ''].join('\n')
}

/** The keys of a file that `sealKeyFile` made. Text around it, and other line ends, do no harm. */
export async function openKeyFile(text: string, password: string): Promise<Result<KeyFile, KeyFileError>> {
  const read = readArmour(text)
  if (!read.ok) return read
  if (password === '') return err({ code: 'wrong_key' })
  const { account, stretching, salt, nonce, sealed } = read.value
  const key = await stretchPassword(password, stretching, salt)
  try {
    const plain = gcm(key, nonce, utf8ToBytes(headerOf(account, stretching, salt))).decrypt(sealed)
    return readKeys(plain, account)
  } catch {
    return err({ code: 'wrong_key' })
  } finally {
    erase(key)
  }
}

type Armour = {
  readonly account: AccountName
  readonly stretching: Argon2id
  readonly salt: Uint8Array
  readonly nonce: Uint8Array
  readonly sealed: Uint8Array
}

function readArmour(text: string): Result<Armour, Malformed> {
  const from = text.indexOf(begin)
  const to = text.indexOf(end, from)
  if (text.length > longestFile || from === -1 || to === -1) return malformed('key file')
  const lines = text.slice(from + begin.length, to).split(/\r?\n/)
  const [, is, whose, how, salted, gap, ...body] = lines.map((line) => line.trim())
  if (is !== `Version: ${version}` || gap !== '') return malformed('key file version')
  const account = parseAccountName(/^Account: (.+)$/.exec(whose ?? '')?.[1])
  const stretching = readStretching(how ?? '')
  const salt = base64urlToBytes(/^Salt: (.+)$/.exec(salted ?? '')?.[1] ?? '')
  if (account === undefined || stretching === undefined) return malformed('key file header')
  if (salt?.length !== saltLength) return malformed('key file salt')
  const bytes = base64urlToBytes(body.join(''))
  if (bytes === undefined || bytes.length <= nonceLength) return malformed('key file body')
  const [nonce, sealed] = [bytes.slice(0, nonceLength), bytes.slice(nonceLength)]
  return ok({ account, stretching, salt, nonce, sealed })
}

function readStretching(line: string): Argon2id | undefined {
  const [, memory, passes, lanes] = /^KDF: argon2id m=(\d{1,6}) t=(\d{1,2}) p=(\d{1,2})$/.exec(line) ?? []
  const read = { memory: Number(memory), passes: Number(passes), lanes: Number(lanes) }
  return isBearable(read) ? read : undefined
}

function headerOf(account: AccountName, { memory, passes, lanes }: Argon2id, salt: Uint8Array): string {
  return [
    `Version: ${version}`,
    `Account: ${account}`,
    `KDF: argon2id m=${memory} t=${passes} p=${lanes}`,
    `Salt: ${bytesToBase64url(salt)}`,
  ].join('\n')
}

function readKeys(plain: Uint8Array, account: AccountName): Result<KeyFile, Malformed> {
  const decoded = decodeCbor(plain)
  if (!decoded.ok) return decoded
  if (!Array.isArray(decoded.value) || decoded.value.length !== 5) return malformed('key file content')
  const [is, name, server, serverKey, rootKey]: readonly Cbor[] = decoded.value
  if (is !== version || name !== account || typeof server !== 'string') return malformed('key file content')
  if (!(serverKey instanceof Uint8Array) || serverKey.length !== serverKeyLength) {
    return malformed('key file server key')
  }
  if (!(rootKey instanceof Uint8Array) || rootKey.length !== rootKeyLength)
    return malformed('key file root key')
  return ok({ account, server, serverKey, rootKey })
}
