import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { limits } from '@sotto/wire'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { configFileName, loadConfig, parseArguments } from './config.ts'
import { StartError } from './errors.ts'
import { defaultRates } from './rates.ts'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sotto-config-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const writeFile = (content: unknown) =>
  writeFileSync(
    join(dataDir, configFileName),
    typeof content === 'string' ? content : JSON.stringify(content),
  )

function fault(work: () => unknown): StartError {
  try {
    work()
  } catch (error) {
    if (error instanceof StartError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('the configuration', () => {
  it('starts from defaults that only this machine can reach', () => {
    const config = loadConfig({}, {})
    expect(config).toMatchObject({ port: 7688, host: '127.0.0.1', name: 'Sotto', signUp: 'open' })
    expect(config.dataDir).toBe(resolve('data'))
    expect(config.rates).toEqual(defaultRates)
  })

  it('takes the file over the defaults, the environment over the file, flags over all', () => {
    writeFile({ port: 1001, host: 'file', name: 'From the file', signUp: 'closed' })
    const env = { SOTTO_DATA: dataDir, SOTTO_PORT: '1002', SOTTO_HOST: 'env', SOTTO_NAME: '' }
    const config = loadConfig({ port: 1003 }, env)
    expect(config).toMatchObject({
      port: 1003,
      host: 'env',
      name: 'From the file',
      signUp: 'closed',
      dataDir,
    })
  })

  it('[F-10] takes second factors for optional, and an address for passkeys that browsers let have them', () => {
    expect(loadConfig({}, {})).toMatchObject({ secondFactor: 'optional', publicUrl: undefined })
    const set = (url: string) => loadConfig({}, { SOTTO_PUBLIC_URL: url }).publicUrl
    expect(set('https://Chat.Example.org/')).toBe('https://chat.example.org')
    expect(set('http://localhost:7688')).toBe('http://localhost:7688')
    const bad = [
      'http://chat.example.org',
      'https://192.0.2.7',
      'https://[::1]',
      'https://a.example/x',
      'chat',
    ]
    for (const url of bad) expect(fault(() => set(url)).message).toContain('SOTTO_PUBLIC_URL must be')
    expect(loadConfig({}, { SOTTO_SECOND_FACTOR: 'required' }).secondFactor).toBe('required')
    expect(fault(() => loadConfig({}, { SOTTO_SECOND_FACTOR: 'yes' })).message).toContain('"off", "optional"')
  })

  it('[SSO-1] takes a provider from the file or the environment, its secret from a file of its own', () => {
    expect(loadConfig({}, {}).sso).toBeUndefined()
    const secretFile = join(dataDir, 'secret')
    writeFileSync(secretFile, 'a secret\n')
    const acme = { issuer: 'https://login.example.org', clientId: 'sotto', name: 'Acme' }
    const read = { ...acme, issuer: 'https://login.example.org/', clientSecret: 'a secret' }
    writeFile({ sso: { ...acme, clientSecretFile: secretFile, required: true } })
    expect(loadConfig({ dataDir }, {}).sso).toEqual({ ...read, required: true })
    const set = (sso: unknown) => loadConfig({}, { SOTTO_SSO: JSON.stringify(sso) }).sso
    expect(set({ ...acme, clientSecret: 'a secret' })).toEqual({ ...read, required: false })
    expect(set({ ...acme, issuer: 'http://127.0.0.1:9/acme' })?.clientSecret).toBeUndefined()
    const bad: unknown[] = [
      'on',
      {},
      { ...acme, issuer: 'http://login.example.org' },
      { ...acme, issuer: 'https://login.example.org/?tenant=1' },
      { ...acme, clientSecretFile: join(dataDir, 'nowhere') },
      { ...acme, clientSecret: 'a', clientSecretFile: secretFile },
      { ...acme, required: 'yes' },
      { ...acme, secret: 'a' },
    ]
    for (const sso of bad) expect(fault(() => set(sso)).message).toContain('SOTTO_SSO must be an object')
  })

  it('finds the file in the folder that a flag names', () => {
    writeFile({ port: 1001 })
    expect(loadConfig({ dataDir }, { SOTTO_DATA: '/elsewhere' }).port).toBe(1001)
  })

  it('takes some rates from the file, and the factor from the environment', () => {
    writeFile({ rates: { signUp: { perMinute: 2, burst: 4 } } })
    const { rates } = loadConfig({ dataDir }, { SOTTO_RATE_FACTOR: '10' })
    expect(rates.signUp).toEqual({ perMinute: 20, burst: 40 })
    expect(rates.refresh.burst).toBe(defaultRates.refresh.burst * 10)
  })

  it('[L-1] lowers limits by the file, and by the environment over it, and leaves the others', () => {
    writeFile({ limits: { messagesBeforeAccept: 5, membersPerConversation: 50 } })
    expect(loadConfig({ dataDir }, {}).limits).toEqual({
      ...limits,
      messagesBeforeAccept: 5,
      membersPerConversation: 50,
    })
    const env = { SOTTO_LIMITS: 'messagesBeforeAccept=3, openMessageRequests=7' }
    expect(loadConfig({ dataDir }, env).limits).toEqual({
      ...limits,
      messagesBeforeAccept: 3,
      openMessageRequests: 7,
    })
  })

  it.each([
    ['{', /is not valid JSON/],
    ['[]', /must hold one JSON object/],
    ['null', /must hold one JSON object/],
    [{ prot: 1 }, /unknown key "prot"\. Allowed are port, host/],
    [{ dataDir: '/x' }, /unknown key "dataDir"/],
    [{ constructor: 1 }, /unknown key "constructor"/],
    [{ port: 'many' }, /"port" must be a whole number from 0 to 65535/],
    [{ port: 65_536 }, /"port" must be/],
    [{ port: 1.5 }, /"port" must be/],
    [{ host: '' }, /"host" must be/],
    [{ signUp: 'maybe' }, /"signUp" must be "open" or "closed"/],
    [{ trustProxy: 1 }, /"trustProxy" must be true or false/],
    [{ logLevel: 'loud' }, /"logLevel" must be "silent"/],
    [{ retentionDays: 0 }, /"retentionDays" must be/],
    [{ rates: { nothing: { perMinute: 1, burst: 1 } } }, /"rates" must be an object that may hold request/],
    [{ rates: { signUp: { perMinute: 1 } } }, /"rates" must be/],
    [{ rates: { signUp: { perMinute: -1, burst: 1 } } }, /"rates" must be/],
    [{ rates: [] }, /"rates" must be/],
    [
      { limits: { frameBytes: 1000 } },
      /"limits" must be an object .* that may hold messageBytes \(4096 to 65536\)/,
    ],
    [{ limits: { membersPerConversation: 2001 } }, /"limits" must be/],
    [{ limits: { membersPerConversation: 1 } }, /"limits" must be/],
    [{ limits: { messagesBeforeAccept: '5' } }, /"limits" must be/],
    [{ limits: 5 }, /"limits" must be/],
  ])('refuses the file %j with a sentence', (content, sentence) => {
    writeFile(content)
    const error = fault(() => loadConfig({ dataDir }, {}))
    expect(error).toMatchObject({ code: 'config', exitCode: 1 })
    expect(error.message).toMatch(sentence)
    expect(error.message).toContain(join(dataDir, configFileName))
  })

  it.each([
    [{ SOTTO_PORT: 'x' }, /^SOTTO_PORT must be a whole number/],
    [{ SOTTO_LOG: 'loud' }, /^SOTTO_LOG must be/],
    [{ SOTTO_TRUST_PROXY: 'yes' }, /^SOTTO_TRUST_PROXY must be true or false/],
    [{ SOTTO_LIMITS: 'membersPerConversation=1000000' }, /^SOTTO_LIMITS must be/],
    [{ SOTTO_LIMITS: 'many' }, /^SOTTO_LIMITS must be/],
    [{ SOTTO_RATE_FACTOR: '-1' }, /^SOTTO_RATE_FACTOR must be/],
  ])('refuses the environment %j with a sentence', (env, sentence) => {
    const error = fault(() => loadConfig({ dataDir }, env))
    expect(error).toMatchObject({ code: 'usage', exitCode: 2 })
    expect(error.message).toMatch(sentence)
  })
})

describe('the command line', () => {
  it('knows three flags and help', () => {
    expect(parseArguments(['--port', '8000', '--host=0.0.0.0', '--data', dataDir])).toEqual({
      kind: 'run',
      flags: { port: 8000, host: '0.0.0.0', dataDir },
    })
    expect(parseArguments([])).toEqual({ kind: 'run', flags: {} })
    expect(parseArguments(['--port', '1', '-h'])).toEqual({ kind: 'help' })
  })

  it.each([
    [['--prot', '1']],
    [['extra']],
    [['--port']],
    [['--port', 'x']],
    [['--port', '-1']],
    [['--host', '']],
    [['--data', '']],
  ])('refuses %j as wrong usage', (args) => {
    expect(fault(() => parseArguments(args))).toMatchObject({ code: 'usage', exitCode: 2 })
  })
})
