import { expect, test } from 'vitest'
import { envelope } from '../testing/envelopes.ts'
import { gatewayScene } from '../testing/gateway-scene.ts'

// Fills so slowly that it does not matter how long the test takes.
const scene = gatewayScene({
  gateway: { rates: { framesPerSecond: 1, bytesPerSecond: 1e6, burstSeconds: 100 } },
})

test('[L-2] a connection that asks too fast is told to wait', async () => {
  const { alice, conversation } = await scene().pair()
  const bytes = envelope({ conversation, epoch: 1 })
  const refs = Array.from({ length: 190 }, () => alice.nextRef())
  for (const ref of refs) alice.send({ kind: 'send', ref, conversation, envelope: bytes })
  const last = await alice.answer(refs.at(-1) ?? 0)
  expect(last).toMatchObject({ kind: 'refused', code: 'rate_limited' })
  const limited = alice.framesOf('refused').filter((frame) => frame.code === 'rate_limited')
  expect(limited.length).toBeGreaterThan(50)
  expect(limited.every((frame) => frame.retryAfter > 0)).toBe(true)
})

test('[L-2] a connection that does not slow down at all is ended', async () => {
  const alice = await scene().online('alice')
  for (let i = 0; i < 400; i += 1) alice.send({ kind: 'ping', nonce: i })
  await alice.ended()
  expect(alice.frames.at(-1)).toMatchObject({ kind: 'bye', code: 'rate_limited' })
})
