import { expect, it } from 'vitest'
import { runCrash } from './run-crash.ts'

const kills = 20

it('[D-2] [D-6] [D-11] twenty deaths of servers and devices lose and double nothing that was acknowledged', async () => {
  const report = await runCrash({ kills, seed: 20_261 })
  expect(report.faults).toEqual([])
  expect(report.kills).toBe(kills)
  expect(report.serverKills).toBeGreaterThan(2)
  expect(report.acknowledged).toBeGreaterThan(kills)
}, 900_000)
