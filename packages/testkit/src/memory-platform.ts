// A whole platform for simulations: disk, clock and randomness that a test holds in its hands. The network
// comes from whoever simulates it.

import type { Clock, Platform, Random, Transport } from '@sotto/client/ports'
import { MemoryDisk } from './memory-disk.ts'

export type MemoryPlatform = Platform & {
  readonly disk: MemoryDisk
  /** The network came back, or the machine woke. */
  wake(): void
}

/** A platform for one life of an engine: after `disk.crash()` make the next one on the same disk. */
export function memoryPlatform(parts: {
  readonly disk?: MemoryDisk
  readonly transport: Transport
  readonly clock: Clock
  readonly random: Random
}): MemoryPlatform {
  const { transport, clock, random, disk = new MemoryDisk() } = parts
  const listeners = new Set<() => void>()
  return {
    disk,
    storage: disk.storage,
    secrets: disk.secrets,
    transport,
    clock,
    random,
    deviceName: () => 'Device in a test',
    onWake(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    wake() {
      for (const listener of [...listeners]) listener()
    },
  }
}
