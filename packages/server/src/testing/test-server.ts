// A server of delivery and gateway alone, on a free port and a fresh folder, for tests and benches.

import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { peekPrivateMessage } from '@sotto/crypto/server'
import { limits } from '@sotto/wire'
import { Registry } from 'prom-client'
import { InProcessBus } from '../bus/in-process-bus.ts'
import { Delivery } from '../delivery/delivery.ts'
import { startUpkeep } from '../delivery/upkeep.ts'
import type { Clock } from '../gates.ts'
import { attachGateway, type GatewayOptions } from '../gateway/gateway.ts'
import { GatewayMetrics } from '../gateway/gateway-metrics.ts'
import { PresenceBoard } from '../gateway/presence-board.ts'
import type { Limits } from '../limits.ts'
import { openDatabase } from '../store/database.ts'
import { deliveryMigrations } from '../store/delivery-schema.ts'
import { openDeliveryStore } from '../store/sqlite-delivery-store.ts'
import { TestPeople } from './people.ts'

export type TestServerOptions = {
  readonly dataDir?: string
  readonly limits?: Partial<Limits>
  readonly clock?: Clock
  readonly people?: TestPeople
  readonly gateway?: Partial<GatewayOptions>
  readonly port?: number
}

export type TestServer = Awaited<ReturnType<typeof startTestServer>>

export async function startTestServer(options: TestServerOptions = {}) {
  const dataDir = options.dataDir ?? freshFolder()
  const clock = options.clock ?? { now: () => Date.now() }
  const people = options.people ?? new TestPeople()
  const problems: unknown[] = []
  const report = (error: unknown) => problems.push(error)
  const bus = new InProcessBus()
  const database = openDatabase({ dataDir, migrations: [deliveryMigrations] })
  const store = await openDeliveryStore(database, { clock })
  const delivery = new Delivery({
    store,
    bus,
    clock,
    accounts: people,
    peek: peekPrivateMessage,
    limits: { ...limits, ...options.limits },
  })
  const board = new PresenceBoard({
    ...{ bus, clock, accounts: people },
    hidingOf: () => ({ until: 0, since: 0 }),
  })
  const http = createServer((_request, response) => response.writeHead(404).end())
  const metrics = new GatewayMetrics(new Registry(), { connections: () => 0, queued: () => database.queued })
  const gateway = attachGateway(http, {
    delivery,
    bus,
    clock,
    sessions: people,
    accounts: people,
    board,
    report,
    metrics,
    ...options.gateway,
  })
  const stopUpkeep = startUpkeep({ store, clock, retentionMilliseconds: 30 * 24 * 3600 * 1000, report })
  await new Promise<void>((listening) => http.listen(options.port ?? 0, '127.0.0.1', listening))
  const { port } = http.address() as AddressInfo
  const close = async () => {
    await gateway.close()
    http.close()
    await stopUpkeep()
    delivery.close()
    await database.close()
  }
  return {
    http,
    url: `ws://127.0.0.1:${port}/v1/gateway`,
    dataDir,
    people,
    bus,
    database,
    store,
    delivery,
    board,
    gateway,
    problems,
    close,
  }
}

export function freshFolder(): string {
  return mkdtempSync(join(tmpdir(), 'sotto-test-'))
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}
