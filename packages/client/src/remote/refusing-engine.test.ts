import { expect, test } from 'vitest'
import { refusingEngine } from './refusing-engine.ts'

test('an engine that cannot be says why to everybody who asks or watches', async () => {
  const failure = { code: 'device_storage_failed', message: 'No place.' } as const
  const engine = refusingEngine(failure)
  expect(await engine.call('reconnect')).toEqual({ ok: false, error: failure })
  const seen: unknown[] = []
  engine.watch('session', undefined, (session) => seen.push(session))
  engine.watch('session', undefined, () => seen.push('stopped'))()
  engine.watch('blocks', undefined, () => seen.push('blocks'))
  engine.onEvent(() => seen.push('event'))()
  await engine.close()
  expect(seen).toEqual([{ state: 'store-failed', error: failure }])
})
