// What delivery does by itself: it settles the store several times a second, and deletes what is older
// than the retention period every few minutes (D-10).

import type { Clock } from '../gates.ts'
import type { DeliveryStore } from '../store/delivery-store.ts'

export type UpkeepOptions = {
  readonly store: Pick<DeliveryStore, 'settle' | 'expire'>
  readonly clock: Clock
  readonly retentionMilliseconds: number
  /** A failing disk: what was to be done is done at a later turn. */
  readonly report: (error: unknown) => void
  readonly settleMilliseconds?: number
  readonly expireMilliseconds?: number
}

/** Starts; the function returned stops, and resolves when everything is settled. */
export function startUpkeep(options: UpkeepOptions): () => Promise<void> {
  const { store, clock, report } = options
  const settling = repeat(() => store.settle(), options.settleMilliseconds ?? 250, report)
  const expiring = repeat(
    () => store.expire(clock.now() - options.retentionMilliseconds),
    options.expireMilliseconds ?? 10 * 60 * 1000,
    report,
  )
  return async () => {
    await Promise.all([settling(), expiring()])
    await store.settle(true)
  }
}

/** Runs `work` again and again, never twice at once. The function returned waits for a run that is on. */
function repeat(work: () => Promise<unknown>, milliseconds: number, report: (error: unknown) => void) {
  let running: Promise<unknown> | undefined
  const timer = setInterval(() => {
    running ??= work()
      .catch(report)
      .finally(() => {
        running = undefined
      })
  }, milliseconds)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await running
  }
}
