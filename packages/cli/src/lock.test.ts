import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Place } from './place.fixture.ts'

const place = new Place()
beforeAll(() => place.serve())
afterAll(() => place.remove())

const first = { SOTTO_PASSPHRASE: 'a heron stands still' }
const second = { SOTTO_PASSPHRASE: 'another quiet bird' }
const chooses = ({ SOTTO_PASSPHRASE }: typeof first) => ({ SOTTO_NEW_PASSPHRASE: SOTTO_PASSPHRASE })
const anna = (words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  place.sotto('anna', [...words], { env })
const codeOf = ({ lines }: Awaited<ReturnType<typeof anna>>) =>
  (lines[0]?.error as { code?: string } | undefined)?.code

test('[AL-1] [AL-2] a profile under a passphrase opens with it alone, in every command', async () => {
  expect((await anna(['signup', 'anna'])).code).toBe(0)
  expect(codeOf(await anna(['lock', 'on'], { SOTTO_NEW_PASSPHRASE: 'short' }))).toBe('weak_password')
  expect((await anna(['lock', 'on'], chooses(first))).lines).toEqual([{ account: 'anna', lock: true }])
  const secrets = () => readdirSync(join(place.folder, 'anna', 'secrets'))
  expect(secrets()).toContain('sotto-database-lock')
  expect(secrets()).not.toContain('sotto-database-key')
  expect(await anna(['whoami'])).toMatchObject({ code: 2 })
  expect(codeOf(await anna(['whoami'], second))).toBe('wrong_passphrase')
  expect((await anna(['whoami'], first)).lines).toMatchObject([{ account: 'anna' }])
  expect((await anna(['lock', 'change'], { ...first, ...chooses(second) })).code).toBe(0)
  expect(codeOf(await anna(['people'], first))).toBe('wrong_passphrase')
  expect((await anna(['lock', 'off'], second)).lines).toEqual([{ account: 'anna', lock: false }])
  expect((await anna(['whoami'])).code).toBe(0)
})
