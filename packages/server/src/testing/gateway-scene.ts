// A server and its connected devices for one test; everything is ended after it.

import { afterEach, beforeEach, expect } from 'vitest'
import type { Person } from './people.ts'
import { TestDevice } from './test-device.ts'
import { removeFolder, startTestServer, type TestServer, type TestServerOptions } from './test-server.ts'

export class GatewayScene {
  server: TestServer
  readonly #devices: TestDevice[] = []

  constructor(server: TestServer) {
    this.server = server
  }

  /** A new device of this account, signed in and connected. */
  async online(name: string): Promise<TestDevice> {
    return this.connect(this.server.people.add(name))
  }

  async connect(person: Person): Promise<TestDevice> {
    const device = this.dial(person)
    await device.hello()
    return device
  }

  /** A connection that has not said hello. */
  dial(person: Person): TestDevice {
    const device = new TestDevice(this.server.url, person)
    this.#devices.push(device)
    return device
  }

  /** Two people in an accepted group of two; bob has his Welcome. */
  async pair() {
    const alice = await this.online('alice')
    const bob = await this.online('bob')
    const conversation = await alice.createGroup([bob.person])
    await bob.until(() => bob.entries.length === 1)
    const answer = await this.server.delivery.accept(bob.person, conversation)
    if (!answer.ok) throw new Error(answer.error.code)
    return { alice, bob, conversation }
  }

  async end(): Promise<void> {
    for (const device of this.#devices) device.socket.terminate()
    await this.server.close()
    removeFolder(this.server.dataDir)
    expect(this.server.problems).toEqual([])
  }
}

/** Registers a scene for the tests of a file. */
export function gatewayScene(options: TestServerOptions = {}): () => GatewayScene {
  let scene: GatewayScene | undefined
  beforeEach(async () => {
    scene = new GatewayScene(await startTestServer(options))
  })
  afterEach(async () => {
    await scene?.end()
  })
  return () => {
    if (scene === undefined) throw new Error('a scene exists inside a test only')
    return scene
  }
}
