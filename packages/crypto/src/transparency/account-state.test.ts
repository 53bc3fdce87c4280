import { describe, expect, it } from 'vitest'
import { flipped as flippedBit, name, value } from '../account/testing.ts'
import {
  accountSigningKey,
  beforeHistory,
  type DeviceRevocation,
  deviceIdOf,
  generateRootKey,
  type HistoryPoint,
  issueDeviceCredential,
  issueDeviceRevocation,
  newSignatureKeyPair,
  nextVersion,
  type SigningKey,
  stateHashOf,
  verifyTreeHead,
} from '../index.ts'
import { logSigningKey, signTreeHead } from '../server.ts'

const alice = name('alice')
const key = accountSigningKey(generateRootKey())
const other = accountSigningKey(generateRootKey())

const flipped = (bytes: Uint8Array) => flippedBit(bytes, bytes.length * 8 - 1)

function credential(accountKey: SigningKey = key, account = alice) {
  const signatureKey = newSignatureKeyPair().signaturePublicKey
  return issueDeviceCredential({ account, accountKey, signatureKey, issuedAt: 1_790_000_000 })
}

function revocation(device: DeviceRevocation['device'], accountKey: SigningKey = key) {
  return issueDeviceRevocation({ account: alice, accountKey, device, revokedAt: 1_790_000_001 })
}

async function follow(versions: readonly (readonly Uint8Array[])[]): Promise<HistoryPoint> {
  let point = beforeHistory({ account: alice, accountKey: key.publicKey })
  for (const statements of versions) point = value(await nextVersion(point, statements))
  return point
}

describe('the history of an account', () => {
  it('[KT-1] [KT-2] names every version before it', async () => {
    const [one, two] = [credential(), credential()]
    const first = await follow([[one]])
    const second = await follow([[one], [two]])
    expect(second.state.version).toBe(2)
    expect(second.state.previous).toEqual(first.hash)
    expect(second.hash).toEqual(stateHashOf(second.state))
    const device = first.state.devices[0]?.device
    if (device === undefined) throw new Error('no device')
    const without = await follow([[one], [two], [revocation(device)]])
    expect(without.state.devices).toHaveLength(1)
    expect(without.state.revocations).toEqual([revocation(device)])
    // the same devices by another way are another state
    const again = await follow([[two], [one]])
    expect(again.state.devices.map((each) => each.device).toSorted()).toEqual(
      second.state.devices.map((each) => each.device).toSorted(),
    )
    expect(again.hash).not.toEqual(second.hash)
  })

  it('[KT-2] does not depend on the order of devices, and on everything else', async () => {
    const { state } = await follow([[credential()], [credential()]])
    const hash = stateHashOf(state)
    expect(stateHashOf({ ...state, devices: state.devices.toReversed() })).toEqual(hash)
    const changes = [
      { account: name('bob') },
      { version: 3 },
      { previous: flipped(state.previous) },
      { accountKey: other.publicKey },
      { devices: state.devices.slice(1) },
      { revocations: [credential()] },
    ]
    for (const change of changes) expect(stateHashOf({ ...state, ...change })).not.toEqual(hash)
  })

  it('[KT-9] nobody else’s statement makes a version, nor does none', async () => {
    const before = await follow([[credential()]])
    const device = deviceIdOf(key.publicKey)
    const attempts = [
      [],
      [credential(other)],
      [credential(key, name('bob'))],
      [revocation(device, other)],
      [flipped(credential())],
      [credential(), credential(other)],
      [new Uint8Array(10)],
    ]
    for (const statements of attempts) {
      expect(await nextVersion(before, statements)).toEqual({
        ok: false,
        error: { code: 'foreign_version', version: 2 },
      })
    }
  })
})

describe('a tree head', () => {
  const log = logSigningKey(new Uint8Array(32).fill(7))
  const head = { size: 5, root: new Uint8Array(32).fill(9), at: 1_790_000_000_000 }
  const signed = signTreeHead(head, log)

  it('[KT-4] says whose log it is, how long, and what it holds', async () => {
    expect(await verifyTreeHead(signed)).toEqual({ ok: true, value: { ...head, log: log.publicKey } })
    expect(signTreeHead(head, log)).toEqual(signed)
  })

  it('[KT-4] that was changed, or is of no tree, is refused', async () => {
    for (let at = 0; at < signed.length; at++) {
      const changed = signed.map((byte, place) => (place === at ? byte ^ 1 : byte))
      expect((await verifyTreeHead(changed)).ok).toBe(false)
    }
    expect((await verifyTreeHead(signTreeHead({ ...head, size: 0 }, log))).ok).toBe(false)
    expect((await verifyTreeHead(signTreeHead({ ...head, root: new Uint8Array(31) }, log))).ok).toBe(false)
    expect((await verifyTreeHead(new Uint8Array())).ok).toBe(false)
  })
})
