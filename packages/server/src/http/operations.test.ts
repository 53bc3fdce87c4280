import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signUp, trySignIn } from '../test-person.fixture.ts'
import { codeOf, startTestServer, type TestServer } from '../test-server.fixture.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

describe('for who runs the server', () => {
  it('it is alive and ready', async () => {
    expect((await server.call('GET', '/healthz')).json).toEqual({ status: 'ok' })
    expect((await server.call('GET', '/readyz')).json).toEqual({ status: 'ready' })
  })

  it('its counts are OpenMetrics, without a name in them', async () => {
    await signUp(server, 'somebody-counted')
    await trySignIn(server, 'somebody-counted', 'wrong')
    const { text, headers, status } = await server.call('GET', '/metrics')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8')
    expect(text).toMatch(/# EOF\n$/)
    expect(text).toContain('sotto_accounts 1')
    expect(text).toContain('sotto_sign_ins_total{outcome="wrong"} 1')
    expect(text).toContain('sotto_http_refusals_total{code="sign_in_failed"} 1')
    expect(text).toContain('route="/v1/sessions/start"')
    expect(text).toMatch(/sotto_store_commit_seconds_count [1-9]/)
    expect(text).not.toContain('somebody-counted')
  })

  it('its counts are for this machine only, unless the settings say otherwise', async () => {
    const headers = { 'x-forwarded-for': '192.0.2.1' }
    expect(codeOf(await server.call('GET', '/metrics', { headers }))).toBe('forbidden')
    const open = await startTestServer({ metrics: 'everybody' })
    expect((await open.call('GET', '/metrics', { headers })).status).toBe(200)
    await open.close()
  })

  it('believes a proxy about addresses only when told to', async () => {
    const rates = { ...server.config.rates, refresh: { perMinute: 1, burst: 1 } }
    const ask = (target: TestServer, address: string) =>
      target.call('POST', '/v1/sessions/refresh', {
        json: { refreshToken: '', successor: '' },
        headers: { 'x-forwarded-for': address },
      })
    const direct = await startTestServer({ rates })
    const behind = await startTestServer({ rates, trustProxy: true })
    expect(codeOf(await ask(direct, '192.0.2.1'))).toBe('unauthenticated')
    expect(codeOf(await ask(direct, '192.0.2.2'))).toBe('rate_limited')
    expect(codeOf(await ask(behind, '192.0.2.1'))).toBe('unauthenticated')
    expect(codeOf(await ask(behind, '192.0.2.2'))).toBe('unauthenticated')
    expect(codeOf(await ask(behind, '192.0.2.2'))).toBe('rate_limited')
    expect(codeOf(await ask(behind, '192.0.2.77, 192.0.2.2'))).toBe('rate_limited')
    await Promise.all([direct.close(), behind.close()])
  })

  it('answers what is not HTTP with an end', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const asked = request(`${server.url}/v1/server`, { headers: { 'content-length': '5' }, method: 'POST' })
      asked.on('response', (response) => resolve(response.statusCode))
      asked.on('error', reject)
      asked.end('12345')
    })
    expect(status).toBe(404)
  })

  it('stops while somebody is connected, and starts again over the same data', async () => {
    const own = await startTestServer()
    await signUp(own, 'alice')
    await Promise.all([own.stop(), own.stop()])
    await expect(own.call('GET', '/healthz')).rejects.toThrow()
    await own.restart()
    const taken = { account: 'alice', request: 'AAAA' }
    expect(codeOf(await own.call('POST', '/v1/accounts/registration/start', { json: taken }))).toBe(
      'name_taken',
    )
    await own.close()
  })
})
