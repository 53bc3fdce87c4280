// Key packages (RFC 9420 §10): made here, and judged here before they are added to a group. The private part
// leaves as opaque bytes for the store.

import { type Cbor, decodeCbor, encodeCbor } from '@sotto/wire'
import type { KeyPackage, PrivateKeyPackage } from 'ts-mls'
import { encode } from 'ts-mls/codec/tlsEncoder.js'
import {
  decodeKeyPackage,
  generateKeyPackageWithKey,
  keyPackageEncoder,
  makeKeyPackageRef,
} from 'ts-mls/keyPackage.js'
import { encodeMlsMessage } from 'ts-mls/message.js'
import { lastResortExtension, ownCapabilities } from './extensions.ts'
import { decodeFramed, sameBytes } from './framing.ts'
import type { KeyPackageRequest, MlsDevice, NewKeyPackage } from './interface.ts'
import { type Refused, refusal } from './refusal.ts'
import { type Suite, suiteName } from './suite/suite.ts'

/** Seconds between `notBefore` and `notAfter` at most: 366 days (rule M-6). */
export const maxLifetime = 366 * 24 * 3600

/** Seconds by which the clocks of maker and adder may differ at the beginning of a lifetime. */
const clockTolerance = 3600

const secretVersion = 1

export type KeyPackageSecret = {
  readonly keyPackage: KeyPackage
  readonly initPrivateKey: Uint8Array
  readonly leafPrivateKey: Uint8Array
}

/** Makes a key package; throws when the lifetime asked for is not one. */
export async function makeKeyPackage(request: KeyPackageRequest, suite: Suite): Promise<NewKeyPackage> {
  const { device, notBefore, notAfter } = request
  if (!isLifetime(notBefore, notAfter)) throw new RangeError('not a lifetime for a key package')
  const { publicPackage, privatePackage } = await generateKeyPackageWithKey(
    { credentialType: 'basic', identity: device.credential.slice() },
    ownCapabilities(),
    { notBefore: BigInt(notBefore), notAfter: BigInt(notAfter) },
    request.lastResort ? [{ extensionType: lastResortExtension, extensionData: new Uint8Array() }] : [],
    signatureKeys(device),
    suite,
  )
  return {
    keyPackage: encodeMlsMessage({
      version: 'mls10',
      wireformat: 'mls_key_package',
      keyPackage: publicPackage,
    }),
    ref: await makeKeyPackageRef(publicPackage, suite.hash),
    secret: encodeSecret(publicPackage, privatePackage),
  }
}

export function signatureKeys(device: MlsDevice) {
  return { publicKey: device.signaturePublicKey.slice(), signKey: device.signaturePrivateKey }
}

function encodeSecret(keyPackage: KeyPackage, keys: PrivateKeyPackage): Uint8Array {
  return encodeCbor([
    secretVersion,
    encode(keyPackageEncoder)(keyPackage),
    keys.initPrivateKey,
    keys.hpkePrivateKey,
  ])
}

export function decodeKeyPackageSecret(bytes: Uint8Array): KeyPackageSecret | undefined {
  const decoded = decodeCbor(bytes.slice())
  if (!decoded.ok || !Array.isArray(decoded.value) || decoded.value.length !== 4) return undefined
  const [version, encoded, initPrivateKey, leafPrivateKey]: readonly Cbor[] = decoded.value
  if (version !== secretVersion || !(encoded instanceof Uint8Array)) return undefined
  if (!(initPrivateKey instanceof Uint8Array) || !(leafPrivateKey instanceof Uint8Array)) return undefined
  try {
    const keyPackage = decodeKeyPackage(encoded, 0)?.[0]
    return keyPackage === undefined ? undefined : { keyPackage, initPrivateKey, leafPrivateKey }
  } catch {
    return undefined
  }
}

export function isLastResort(keyPackage: KeyPackage): boolean {
  return keyPackage.extensions.some((extension) => extension.extensionType === lastResortExtension)
}

/** A key package that may be added now; signatures and uniqueness are the library's part. */
export function readKeyPackage(
  bytes: Uint8Array,
  nowSeconds: number,
): { readonly ok: true; readonly value: KeyPackage } | Refused {
  const framed = decodeFramed(bytes, 'mls_key_package')
  if (!framed.ok) return refusal('invalid_key_package', framed.error.what)
  const { keyPackage } = framed.value
  const fault = keyPackageFault(keyPackage)
  if (fault !== undefined) return refusal('invalid_key_package', fault)
  const { notBefore, notAfter } = keyPackage.leafNode.lifetime
  if (BigInt(nowSeconds + clockTolerance) < notBefore || BigInt(nowSeconds) > notAfter) {
    return refusal('invalid_key_package', 'outside its lifetime')
  }
  return { ok: true, value: keyPackage }
}

/**
 * What is wrong with a key package whenever one looks: every member must come to the same answer, also
 * weeks later, so that the clock plays no part.
 */
export function keyPackageFault(keyPackage: KeyPackage): string | undefined {
  const { leafNode, extensions } = keyPackage
  if (keyPackage.cipherSuite !== suiteName) return 'another cipher suite'
  if (leafNode.leafNodeSource !== 'key_package') return 'a leaf of another kind'
  const { notBefore, notAfter } = leafNode.lifetime
  if (!isLifetime(Number(notBefore), Number(notAfter))) return 'not a lifetime'
  if (extensions.some((extension) => extension.extensionType !== lastResortExtension)) {
    return 'an extension that Sotto does not use'
  }
  if (sameBytes(keyPackage.initKey, leafNode.hpkePublicKey)) return 'init key used twice'
  return undefined
}

function isLifetime(notBefore: number, notAfter: number): boolean {
  return (
    Number.isSafeInteger(notBefore) &&
    Number.isSafeInteger(notAfter) &&
    notBefore >= 0 &&
    notBefore < notAfter &&
    notAfter - notBefore <= maxLifetime
  )
}
