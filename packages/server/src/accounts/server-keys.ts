// The server's own secrets: the OPAQUE setup, the key that signs access tokens and the one that signs the key log.
// Made at the first start, kept in one file in the data folder that only its owner may read, never made anew while
// accounts exist: without the setup no password would fit any more. A log key alone that is not there is made, and
// begins a new log: so an operator asks for one (KT-12).

import { randomBytes } from 'node:crypto'
import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createOpaqueSetup, logSigningKey, opaqueServerKey, type SigningKey } from '@sotto/crypto/server'
import { base64urlToBytes, bytesToBase64url } from '@sotto/wire'
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import Type from 'typebox'
import Value from 'typebox/value'
import { StartError } from '../errors.ts'

export const keyFileName = 'server-keys.json'

export type ServerKeys = {
  readonly opaqueSetup: Uint8Array
  /** Ed25519. */
  readonly signing: { readonly privateKey: CryptoKey; readonly publicKey: CryptoKey }
  /** Signs the heads of the key log (KT-4). */
  readonly log: SigningKey
}

const KeyFile = Type.Object({
  version: Type.Literal(1),
  opaqueSetup: Type.String(),
  signing: Type.Object({
    kty: Type.Literal('OKP'),
    crv: Type.Literal('Ed25519'),
    x: Type.String(),
    d: Type.String(),
  }),
  /** Seed of an Ed25519 key; files of earlier versions have none. */
  log: Type.Optional(Type.String()),
})
type KeyFile = Type.Static<typeof KeyFile>

/** Reads the keys, or makes them when there are none and `accounts` is 0. Throws `StartError` `keys`. */
export async function loadServerKeys(dataDir: string, accounts: number): Promise<ServerKeys> {
  const path = join(dataDir, keyFileName)
  const text = readIfThere(path)
  if (text !== undefined) {
    const { file, keys } = await parseKeys(text, path)
    if (file.log === undefined)
      writeKeys(dataDir, path, { ...file, log: bytesToBase64url(keys.log.secretKey) })
    return keys
  }
  if (accounts > 0) {
    throw new StartError('keys', `${path} is missing, but there are accounts. Restore it from a backup.`)
  }
  const file = await makeKeys()
  writeKeys(dataDir, path, file)
  return importKeys(file)
}

/** Fresh keys that are kept nowhere. */
export async function makeServerKeys(): Promise<ServerKeys> {
  return importKeys(await makeKeys())
}

async function makeKeys(): Promise<KeyFile> {
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  const jwk = await exportJWK(pair.privateKey)
  const { x = '', d = '' } = jwk
  const opaqueSetup = bytesToBase64url(await createOpaqueSetup())
  const log = bytesToBase64url(randomBytes(32))
  return { version: 1, opaqueSetup, signing: { kty: 'OKP', crv: 'Ed25519', x, d }, log }
}

type ReadKeys = { readonly file: KeyFile; readonly keys: ServerKeys }

async function parseKeys(text: string, path: string): Promise<ReadKeys> {
  try {
    const json: unknown = JSON.parse(text)
    const file = Value.Parse(KeyFile, json)
    const keys = await importKeys(file)
    await opaqueServerKey(keys.opaqueSetup)
    return { file, keys }
  } catch {
    throw new StartError('keys', `${path} is damaged. Restore it from a backup.`)
  }
}

async function importKeys(file: KeyFile): Promise<ServerKeys> {
  const opaqueSetup = base64urlToBytes(file.opaqueSetup)
  if (opaqueSetup === undefined) throw new TypeError('the OPAQUE setup is not base64url')
  const { kty, crv, x } = file.signing
  const privateKey = await importEd25519(file.signing)
  const seed = file.log === undefined ? randomBytes(32) : base64urlToBytes(file.log)
  if (seed?.length !== 32) throw new TypeError('the log key is not 32 bytes')
  return {
    opaqueSetup,
    signing: { privateKey, publicKey: await importEd25519({ kty, crv, x }) },
    log: logSigningKey(seed),
  }
}

async function importEd25519(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, 'EdDSA')
  if (key instanceof Uint8Array) throw new TypeError('not a key pair')
  return key
}

function readIfThere(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8')
    chmodSync(path, 0o600)
    return text
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new StartError('keys', `${path} cannot be read. Check who owns it.`)
  }
}

function writeKeys(dataDir: string, path: string, file: KeyFile): void {
  writeDurably(dataDir, path, `${JSON.stringify(file, null, 2)}\n`)
}

/** Either the whole file is there afterwards, also after a power cut, or none. */
function writeDurably(dataDir: string, path: string, text: string): void {
  const temporary = `${path}.new`
  const file = openSync(temporary, 'w', 0o600)
  writeSync(file, text)
  fsyncSync(file)
  closeSync(file)
  renameSync(temporary, path)
  const folder = openSync(dataDir, 'r')
  fsyncSync(folder)
  closeSync(folder)
}
