// What the server counts about itself, for `/metrics` (OpenMetrics). Labels are names from the program:
// never an account, an address or anything a client chose.

import {
  Counter,
  collectDefaultMetrics,
  Gauge,
  Histogram,
  type OpenMetricsContentType,
  Registry,
} from 'prom-client'
import type { GroupCommitObserver } from './store/group-commit.ts'

export class Metrics {
  readonly registry: Registry<OpenMetricsContentType>
  readonly #requests: Histogram<'method' | 'route' | 'status'>
  readonly #refusals: Counter<'code'>
  readonly #signIns: Counter<'outcome'>
  readonly #commits: Histogram
  readonly #writes: Counter<'outcome'>

  /** `ofProcess`: with what the runtime tells of itself, which costs the process a little all the time. */
  constructor({ ofProcess = true } = {}) {
    this.registry = new Registry<OpenMetricsContentType>()
    this.registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
    const registers = [this.registry]
    if (ofProcess) collectDefaultMetrics({ register: this.registry })
    this.#requests = new Histogram({
      name: 'sotto_http_request_seconds',
      help: 'Time to answer HTTP requests',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
      registers,
    })
    this.#refusals = new Counter({
      name: 'sotto_http_refusals',
      help: 'Requests refused, by code',
      labelNames: ['code'],
      registers,
    })
    this.#signIns = new Counter({
      name: 'sotto_sign_ins',
      help: 'Finished sign-ins, by outcome',
      labelNames: ['outcome'],
      registers,
    })
    this.#commits = new Histogram({
      name: 'sotto_store_commit_seconds',
      help: 'Time to bring a group of writes to the disk',
      buckets: [0.0005, 0.001, 0.002, 0.005, 0.02, 0.1, 0.5, 2],
      registers,
    })
    this.#writes = new Counter({
      name: 'sotto_store_writes',
      help: 'Writes to the store, by outcome',
      labelNames: ['outcome'],
      registers,
    })
  }

  /** `count` is asked when somebody reads the metrics. */
  watchAccounts(count: () => Promise<number>): void {
    new Gauge({
      name: 'sotto_accounts',
      help: 'Accounts on this server',
      registers: [this.registry],
      async collect() {
        this.set(await count())
      },
    })
  }

  /** `route` is the pattern, `seconds` the time to the end of the answer. */
  answered(method: string, route: string, status: number, seconds: number): void {
    this.#requests.observe({ method, route, status: String(status) }, seconds)
  }

  refused(code: string): void {
    this.#refusals.inc({ code })
  }

  signedIn(outcome: 'right' | 'wrong'): void {
    this.#signIns.inc({ outcome })
  }

  get groupCommit(): GroupCommitObserver {
    return {
      committed: (units, milliseconds) => {
        this.#commits.observe(milliseconds / 1000)
        this.#writes.inc({ outcome: 'done' }, units)
      },
      failed: (units) => this.#writes.inc({ outcome: 'failed' }, units),
    }
  }
}
