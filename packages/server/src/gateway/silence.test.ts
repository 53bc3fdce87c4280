import { describe, expect, test, vi } from 'vitest'
import { gatewayScene } from '../testing/gateway-scene.ts'

describe('a short time for hello', () => {
  const scene = gatewayScene({ gateway: { helloMilliseconds: 50 } })

  test('[G-2] a connection that says nothing is told so and closed', async () => {
    const device = scene().dial(scene().server.people.add('alice'))
    await device.ended()
    expect(device.frames).toMatchObject([{ kind: 'bye', code: 'unauthenticated' }])
    await vi.waitFor(() => expect(scene().server.gateway.connections()).toBe(0))
  })
})

describe('frequent pings', () => {
  const scene = gatewayScene({ gateway: { pingMilliseconds: 100 } })

  test('[G-5] a connection that does not answer pings is closed, one that does stays', async () => {
    const alice = await scene().online('alice')
    const bob = await scene().online('bob')
    let pings = 0
    alice.socket.on('ping', () => {
      pings += 1
    })
    bob.socket.pause()
    await vi.waitFor(() => expect(scene().server.gateway.connections()).toBe(1), { timeout: 20_000 })
    await vi.waitFor(() => expect(pings).toBeGreaterThan(3), { timeout: 20_000 })
    expect(alice.closed).toBeUndefined()
  })
})
