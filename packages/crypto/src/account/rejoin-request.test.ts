import { ed25519 } from '@noble/curves/ed25519.js'
import { describe, expect, it } from 'vitest'
import { deviceIdOf, groupConversationId } from '../ids.ts'
import { signRejoin, verifyRejoin } from './rejoin-request.ts'

const seed = new Uint8Array(32).fill(7)
const publicKey = ed25519.getPublicKey(seed)
const conversation = groupConversationId()
const request = {
  conversation,
  generation: 0,
  epoch: 5,
  device: deviceIdOf(publicKey),
  at: 1_900_000_000_000,
}
const keyOf = () => publicKey

describe('rejoin requests', () => {
  it('[RJ-1] holds when the device signed it', () => {
    expect(verifyRejoin(signRejoin(request, seed), { conversation, keyOf })).toEqual({
      ok: true,
      value: request,
    })
  })

  it('[RJ-1] is refused with another key, for another conversation, or from nobody known', () => {
    const bytes = signRejoin(request, seed)
    const otherKey = ed25519.getPublicKey(new Uint8Array(32).fill(8))
    const codes = [
      verifyRejoin(bytes, { conversation, keyOf: () => otherKey }),
      verifyRejoin(bytes, { conversation: groupConversationId(), keyOf }),
      verifyRejoin(bytes, { conversation, keyOf: () => undefined }),
    ].map((one) => (one.ok ? 'ok' : one.error.code))
    expect(codes).toEqual(['bad_signature', 'other_conversation', 'unknown_device'])
  })

  it('[RJ-1] is refused after any byte was changed', () => {
    const bytes = signRejoin(request, seed)
    for (let at = 0; at < bytes.length; at++) {
      const changed = bytes.slice()
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(verifyRejoin(changed, { conversation, keyOf }).ok, `byte ${at}`).toBe(false)
    }
  })
})
