// What the gateway counts, for `/metrics`. Labels are names from the program, never from a client.

import { Counter, Gauge, type Registry } from 'prom-client'

export type GatewayGauges = { readonly connections: () => number; readonly queued: () => number }

export class GatewayMetrics {
  // Plain numbers until somebody asks: these move with every message.
  #accepted = 0
  #delivered = 0
  readonly #refused: Counter<'code'>

  constructor(registry: Pick<Registry, 'registerMetric'>, gauges: GatewayGauges) {
    const counter = (name: string, help: string, read: () => number) =>
      registry.registerMetric(
        new Counter({
          name,
          help,
          registers: [],
          collect() {
            this.reset()
            this.inc(read())
          },
        }),
      )
    counter('sotto_gateway_accepted', 'Requests accepted that wrote an entry', () => this.#accepted)
    counter('sotto_gateway_delivered', 'Entries delivered to connections', () => this.#delivered)
    this.#refused = new Counter({
      name: 'sotto_gateway_refused',
      help: 'Requests refused and connections ended, by code',
      labelNames: ['code'],
      registers: [],
    })
    registry.registerMetric(this.#refused)
    const gauge = (name: string, help: string, read: () => number) =>
      registry.registerMetric(
        new Gauge({
          name,
          help,
          registers: [],
          collect() {
            this.set(read())
          },
        }),
      )
    gauge('sotto_gateway_connections', 'Open connections', gauges.connections)
    gauge('sotto_store_queue', 'Writes that wait for the next group commit', gauges.queued)
  }

  accepted(): void {
    this.#accepted += 1
  }

  delivered(entries: number): void {
    this.#delivered += entries
  }

  refused(code: string): void {
    this.#refused.inc({ code })
  }
}
