import { expect, it } from 'vitest'
import { runCrash } from './run-crash.ts'

const [few, many] = [5, 20]

it('[D-2] [D-6] [D-11] five deaths of servers and devices lose and double nothing that was acknowledged', async () => {
  const report = await runCrash({ kills: few, seed: 20_262 })
  expect(report.faults).toEqual([])
  expect(report.kills).toBe(few)
  expect(report.serverKills).toBeGreaterThan(0)
  expect(report.acknowledged).toBeGreaterThan(few)
}, 900_000)

it('[D-2] [D-6] [D-11] nor do twenty', { tags: 'thorough', timeout: 900_000 }, async () => {
  const report = await runCrash({ kills: many, seed: 20_261 })
  expect(report.faults).toEqual([])
  expect(report.kills).toBe(many)
  expect(report.serverKills).toBeGreaterThan(2)
  expect(report.acknowledged).toBeGreaterThan(many)
})
