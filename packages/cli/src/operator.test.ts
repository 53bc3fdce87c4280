import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { controlFileName } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Place } from './place.fixture.ts'
import { run } from './world.fixture.ts'

describe('operator', () => {
  const place = new Place()
  const data = ['--data', join(place.folder, 'data')]
  const operator = (...words: readonly string[]) => run(['operator', ...words, ...data, '--json'])

  beforeAll(() => place.serve())
  afterAll(() => place.remove())

  test('[O-1] to [O-5] list, disable, disconnect, sign out and delete, as the person at the terminal sees it', async () => {
    for (const who of ['anna', 'ben']) expect((await place.sotto(who, ['signup', who])).code).toBe(0)
    const names = (ran: Awaited<ReturnType<typeof run>>) => ran.lines.map((line) => (line as Line).account)
    expect(names(await operator('accounts'))).toEqual(['anna', 'ben'])
    expect(names(await operator('accounts', 'an'))).toEqual(['anna'])

    expect((await operator('disable', 'ben')).lines).toMatchObject([{ account: 'ben', sessions: 0 }])
    const kept = await place.sotto('ben-2', ['signin', 'ben'])
    expect([kept.code, kept.lines]).toMatchObject([1, [{ error: { code: 'account_disabled' } }]])
    expect((await operator('enable', 'ben')).lines).not.toHaveProperty('0.disabled')
    expect((await place.sotto('ben-2', ['signin', 'ben'])).code).toBe(0)
    expect((await operator('disconnect', 'ben')).lines).toMatchObject([{ account: 'ben', devices: 2 }])
    expect((await operator('signout', 'ben')).lines).toMatchObject([{ devices: 2, sessions: 0 }])

    const asked = await operator('delete', 'ben')
    expect([asked.code, asked.lines]).toMatchObject([2, [{ error: { code: 'usage' } }]])
    const told = await run(['operator', 'delete', 'ben', '--yes', ...data])
    expect(told.code).toBe(0)
    expect(told.out).toContain('ben is deleted')
    expect(told.out).toContain('so that nobody else takes it')
    expect(names(await operator('accounts'))).toEqual(['anna'])
    expect((await operator('show', 'ben')).lines).toMatchObject([{ error: { code: 'not_found' } }])
  })

  test('says so where no server runs, where it has stopped badly, and where the words are wrong', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'sotto-none-'))
    const ask = () => run(['operator', 'accounts', '--data', empty, '--json'])
    expect((await ask()).lines).toMatchObject([{ error: { code: 'offline' } }])
    writeFileSync(join(empty, controlFileName), '{"port":1,"token":"x"}')
    expect((await ask()).lines).toMatchObject([{ error: { code: 'offline' } }])
    writeFileSync(join(empty, controlFileName), 'half a fi')
    expect((await ask()).lines).toMatchObject([{ error: { code: 'offline' } }])
    rmSync(empty, { recursive: true })
    expect((await operator('promote', 'anna')).code).toBe(2)
    expect((await operator('disable')).code).toBe(2)
    expect((await operator('disable', 'Not a name')).lines).toMatchObject([{ error: { code: 'bad_name' } }])
  })
})

type Line = Readonly<Record<string, unknown>>
