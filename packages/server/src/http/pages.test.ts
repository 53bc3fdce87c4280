import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, startTestServer, type TestServer } from '../test-server.fixture.ts'

const program = '// a program\n'.repeat(1000)
const html = { accept: 'text/html,application/xhtml+xml' }
let appDir: string
let server: TestServer
beforeAll(async () => {
  appDir = mkdtempSync(join(tmpdir(), 'sotto-app-'))
  mkdirSync(join(appDir, 'assets'))
  const page = '<!doctype html><title>the app</title>'
  writeFileSync(join(appDir, 'index.html'), page)
  writeFileSync(join(appDir, 'index.html.br'), brotliCompressSync(page))
  const big = join(appDir, 'assets', 'big-abc123.js')
  writeFileSync(big, program)
  writeFileSync(`${big}.br`, brotliCompressSync(program))
  writeFileSync(`${big}.gz`, gzipSync(program))
  writeFileSync(join(appDir, 'sw.js'), '// a service worker')
  writeFileSync(join(appDir, 'assets', 'app-abc123.js'), '// a program')
  writeFileSync(join(appDir, 'assets', 'store-abc123.wasm'), 'x')
  writeFileSync(join(appDir, '.secret'), 'x')
  server = await startTestServer({ appDir })
})
afterAll(async () => {
  await server.close()
  rmSync(appDir, { recursive: true, force: true })
})

describe('the built app', () => {
  it('is opened by any of its addresses, and asked for again each time', async () => {
    for (const path of ['/', '/index.html', '/conversations/c_x', '/settings/devices?tab=1']) {
      const answer = await server.call('GET', path, { headers: html })
      expect(answer.status).toBe(200)
      expect(answer.text).toContain('the app')
      expect(answer.headers.get('content-type')).toMatch(/^text\/html/)
      expect(answer.headers.get('cache-control')).toBe('no-cache')
    }
  })

  it('keeps hashed assets for ever, and the service worker not', async () => {
    const asset = await server.call('GET', '/assets/app-abc123.js')
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(asset.headers.get('content-type')).toMatch(/javascript/)
    const wasm = await server.call('GET', '/assets/store-abc123.wasm')
    expect(wasm.headers.get('content-type')).toBe('application/wasm')
    const worker = await server.call('GET', '/sw.js')
    expect(worker.headers.get('cache-control')).toBe('no-cache')
    const etag = worker.headers.get('etag') ?? ''
    expect(
      (
        await server.call('GET', '/sw.js', {
          headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' },
        })
      ).status,
    ).toBe(304)
  })

  it('comes compressed to who takes it so, as what it is, and plain to everybody else', async () => {
    const asset = async (accepted: string) => {
      const response = await server.call('GET', '/assets/big-abc123.js', {
        headers: { 'accept-encoding': accepted },
      })
      expect(response.status).toBe(200)
      expect(response.text).toBe(program)
      expect(response.headers.get('content-type')).toMatch(/javascript/)
      expect(response.headers.get('vary')?.toLowerCase()).toContain('accept-encoding')
      return response.headers.get('content-encoding')
    }
    expect(await asset('gzip, deflate, br')).toBe('br')
    expect(await asset('gzip')).toBe('gzip')
    expect(await asset('br;q=0, gzip;q=0.5')).toBe('gzip')
    expect(await asset('identity')).toBeNull()
    const page = await server.call('GET', '/any/where', {
      headers: { ...html, 'accept-encoding': 'br' },
    })
    expect(page.headers.get('content-encoding')).toBe('br')
    expect(page.headers.get('content-type')).toMatch(/^text\/html/)
    expect(page.headers.get('vary')?.toLowerCase()).toContain('accept-encoding')
    expect(page.text).toContain('the app')
  })

  it('does not stand in for files, for the interface, or for what is none of its business', async () => {
    const missing = [
      '/assets/gone-1.js',
      '/v1/nothing',
      '/v1',
      '/docs/nothing',
      '/.secret',
      '/../package.json',
    ]
    for (const path of missing) {
      const answer = await server.call('GET', path, { headers: html })
      expect(codeOf(answer)).toBe('not_found')
    }
    expect(codeOf(await server.call('GET', '/conversations'))).toBe('not_found')
    expect(codeOf(await server.call('POST', '/conversations', { headers: html }))).toBe('not_found')
  })

  it('is missed in plain words', async () => {
    const bare = await startTestServer()
    const answer = await bare.call('GET', '/', { headers: html })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(answer.text).toContain('has not been built')
    expect(codeOf(await bare.call('GET', '/settings', { headers: html }))).toBe('not_found')
    await bare.close()
  })
})

describe('security headers', () => {
  it('are on every answer', async () => {
    for (const path of [
      '/',
      '/assets/app-abc123.js',
      '/v1/server',
      '/v1/nothing',
      '/healthz',
      '/v1/blocks',
    ]) {
      const { headers } = await server.call('GET', path)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp')
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('access-control-allow-origin')).toBeNull()
      expect(headers.get('x-powered-by')).toBeNull()
    }
  })

  it('keep answers of the interface out of every cache', async () => {
    for (const path of ['/v1/server', '/v1/blocks', '/v1/nothing']) {
      expect((await server.call('GET', path)).headers.get('cache-control')).toBe('no-store')
    }
  })

  it('let the app run its own code and WebAssembly, and talk to its own server only', async () => {
    const policy = (await server.call('GET', '/')).headers.get('content-security-policy') ?? ''
    const rules = new Map(policy.split('; ').map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1)]))
    const { host } = new URL(server.url)
    expect(rules.get('script-src')).toEqual(["'self'", "'wasm-unsafe-eval'"])
    expect(rules.get('worker-src')).toEqual(["'self'"])
    expect(rules.get('connect-src')).toEqual(["'self'", `ws://${host}`, `wss://${host}`])
    expect(rules.get('frame-ancestors')).toEqual(["'none'"])
    expect(policy).not.toContain('unsafe-inline')
    expect(policy).not.toContain("'unsafe-eval'")
  })
})

describe('the pages at /docs', () => {
  it('describe the interface and run under their own policy', async () => {
    const page = await server.call('GET', '/docs', { headers: html })
    expect(page.status).toBe(200)
    expect(page.text).toContain('swagger-ui')
    expect(page.text).not.toMatch(/<script(?![^>]* src=)/)
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("script-src 'self'")
    expect(policy).not.toContain('unsafe-eval')
    const linked = page.text.match(/(?<=(?:src|href)=")[^"]+/g) ?? []
    expect(linked.length).toBeGreaterThan(3)
    for (const link of linked) {
      const file = await server.call('GET', new URL(link, `${server.url}/docs`).pathname)
      expect(file.status).toBe(200)
    }
    const json = await server.call('GET', '/docs/json')
    expect(json.json).toMatchObject({ openapi: '3.1.0', info: { title: 'Sotto' } })
  })
})
