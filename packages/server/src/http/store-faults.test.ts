import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../test-app.fixture.ts'

let target: TestApp
beforeEach(async () => {
  target = await createTestApp()
})
afterEach(() => target.close())

const ask = async (method: 'GET' | 'POST', url: string, payload?: object) => {
  const answer = await target.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${target.token}` },
    ...(payload === undefined ? {} : { payload }),
  })
  return answer.statusCode < 400 ? answer.statusCode : answer.json<{ code: string }>().code
}

const signOut = () => ask('POST', '/v1/devices/revocations', { revocation: target.revocation })

describe('a store that takes no writes', () => {
  it('is refused as such, still read from, and used again when it takes them', async () => {
    target.database.pragma('query_only = ON')
    expect(await ask('GET', '/readyz')).toBe('unavailable')
    expect(await ask('GET', '/healthz')).toBe(200)
    expect(await signOut()).toBe('unavailable')
    expect(await ask('GET', '/v1/devices')).toBe(200)
    target.database.pragma('query_only = OFF')
    expect(await signOut()).toBe(204)
    expect(await ask('GET', '/v1/devices')).toBe('device_removed')
  })

  it('is told apart from one that is full', async () => {
    const pages = Number(target.database.prepare('PRAGMA page_count').get()?.page_count)
    target.database.pragma(`max_page_count = ${pages}`)
    const fill = () =>
      target.database.write(() => {
        const insert = target.database.prepare('INSERT INTO journal (bytes) VALUES (?)')
        for (let row = 0; row < 100; row++) insert.run(new Uint8Array(8192))
      })
    await expect(fill()).rejects.toMatchObject({ code: 'full' })
    expect(await ask('GET', '/v1/devices')).toBe(200)
    target.database.pragma('max_page_count = 1000000')
    expect(await ask('GET', '/readyz')).toBe(200)
  })
})
