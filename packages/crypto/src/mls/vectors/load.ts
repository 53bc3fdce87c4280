// Public test vectors from spec/vectors, and the cipher suite that a case asks for: suite 1 is ours, the
// others are the library's own, so that the patched library is held to them too.

import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { type CiphersuiteImpl, getCiphersuiteFromName, getCiphersuiteImpl } from 'ts-mls'
import { type CiphersuiteId, getCiphersuiteNameFromId } from 'ts-mls/crypto/ciphersuite.js'
import { createSuite, suiteNumber } from '../suite/suite.ts'

export function loadVectors<T>(name: string): T {
  const file = new URL(`../../../../../spec/vectors/${name}.json.gz`, import.meta.url)
  return JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as T
}

export function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'hex'))
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

const ours = createSuite()
const others = new Map<number, Promise<CiphersuiteImpl>>()

export function suiteFor(number: number): Promise<CiphersuiteImpl> {
  if (number === suiteNumber) return Promise.resolve(ours)
  const name = getCiphersuiteNameFromId(number as CiphersuiteId)
  const suite = others.get(number) ?? getCiphersuiteImpl(getCiphersuiteFromName(name))
  others.set(number, suite)
  return suite
}

/** The decoded value of bytes that must be used up. */
export function decoded<T>(result: [T, number] | undefined, bytes: Uint8Array): T {
  if (result === undefined || result[1] !== bytes.length) throw new Error('did not decode whole')
  return result[0]
}
