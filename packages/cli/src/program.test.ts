import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Commands, Failure, FailureCode, KeySnapshot, ProfileSnapshot, Settings } from '@sotto/client'
import { deviceIdFromBytes } from '@sotto/wire'
import { describe, expect, test, vi } from 'vitest'
import { commands } from './commands/table.ts'
import {
  conversationId,
  device,
  MemoryEngine,
  message,
  messageId,
  name,
  summary,
} from './memory-engine.fixture.ts'
import { run } from './world.fixture.ts'

const c1 = conversationId(1)
const bobsKey: KeySnapshot = {
  account: name('bob'),
  number: '11111 22222',
  words: 'wool antenna',
  code: 'SOTTO:SAFETY:84',
  wasVerified: false,
}
const ok = <T>(value: T) => ({ ok: true, value }) as const
const refused = (code: FailureCode, more: Pick<Failure, 'secondFactor'>) =>
  ({ ok: false, error: { code, message: 'Refused.', ...more } }) as const

describe('wrong usage ends with 2 and opens nothing', () => {
  test.each([
    ['no command', []],
    ['an unknown command', ['shout']],
    ['an unknown option', ['whoami', '--loud']],
    ['an option of another command', ['whoami', '--queue']],
    ['a missing word', ['signup']],
    ['a word too many', ['signup', 'alice', 'bob']],
    ['an option without its value', ['whoami', '--profile']],
    ['a server that is no address', ['whoami', '--server', 'localhost:7688']],
    ['a server of another kind', ['whoami', '--server', 'ftp://localhost']],
    ['a message without text', ['send', 'bob']],
    ['a receiver that can be none', ['send', 'Bob_', 'hello']],
    ['text that looks like an option', ['send', 'bob', '-1 is enough']],
    ['an unknown action', ['group', 'destroy', c1]],
    ['keys without a file', ['keys', 'export']],
    ['a copy of another kind', ['export', 'file', '--as', 'pdf']],
    ['keys of nobody', ['keys', 'import', 'keys.txt']],
    ['a group of nobody', ['group', 'create', 'Party']],
    ['an unknown wish', ['conversation', 'hide', 'bob']],
    ['a time that is none', ['conversation', 'mute', 'bob', 'long']],
    ['a level that is none', ['conversation', 'level', 'bob', 'some']],
    ['hours that are none', ['notifications', 'hours', '22:00-22:00']],
    ['a choice without its value', ['notifications', 'sound']],
    ['a profile set to nothing', ['profile', 'set']],
    ['a profile changed without set', ['profile', '--name', 'Alice']],
    ['a profile for whom', ['profile', 'set', '--visible', 'nobody']],
    ['a status that there is not', ['status', 'sleepy']],
    ['a status with a time that is none', ['status', 'busy', '--until', 'long']],
    ['a time for a pin', ['conversation', 'pin', 'bob', '8h']],
    ['a limit that is no number', ['history', 'bob', '--limit', 'many']],
    ['a limit of nothing', ['history', 'bob', '--limit', '0']],
    ['a time that is no number', ['listen', '--for', '1e9']],
  ])('%s', async (_what, args) => {
    const plain = await run(args)
    expect(plain).toMatchObject({ code: 2, out: '' })
    expect(plain.err).toMatch(/^sotto: .+\n(?:.*\n)*Usage:/)
    const json = await run([...args, '--json'])
    expect(json).toMatchObject({ code: 2, err: '' })
    expect(json.lines).toEqual([{ error: { code: 'usage', message: expect.any(String) } }])
  })

  test('a screen as JSON', async () => {
    expect((await run(['chat', '--json'])).lines).toMatchObject([{ error: { code: 'usage' } }])
  })

  test('without a terminal or SOTTO_PASSWORD there is no password', async () => {
    const ran = await run(['signup', 'alice', '--json'], {
      engine: new MemoryEngine(),
      env: { SOTTO_PASSWORD: '' },
    })
    expect(ran.code).toBe(2)
  })
})

describe('help', () => {
  test('lists every command', async () => {
    const ran = await run(['--help'])
    expect(ran.code).toBe(0)
    for (const command of commands) expect(ran.out).toContain(`  ${command.name} `)
  })

  test.each(commands.map((command) => [command.name]))('%s has usage and an example', async (command) => {
    const ran = await run([command, '--help'])
    expect(ran.code).toBe(0)
    expect(ran.out).toContain(`Usage: sotto ${command}`)
    expect(ran.out).toContain(`Examples:\n  `)
    expect((await run(['help', command])).out).toBe(ran.out)
  })

  test('the version', async () => {
    expect((await run(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

describe('the shapes of JSON are exact', () => {
  test('signup, with the default server', async () => {
    const made = { account: name('alice'), device, recoveryCode: 'a b c' }
    const engine = new MemoryEngine({ session: { state: 'signed-out' } }, { signUp: () => ok(made) })
    const ran = await run(['signup', 'alice', '--json'], { engine })
    expect(ran).toMatchObject({ code: 0, err: '', lines: [made] })
    expect(engine.asked).toEqual([
      {
        command: 'signUp',
        params: { server: 'http://localhost:7688', account: 'alice', password: 'correct horse battery' },
      },
    ])
    expect(engine.closed).toBe(true)
  })

  test('signin, with options before the command', async () => {
    const made = { account: name('alice'), device }
    const engine = new MemoryEngine({ session: { state: 'signed-out' } }, { signIn: () => ok(made) })
    const ran = await run(['--json', '--server', 'https://a.example/', 'signin', 'alice'], { engine })
    expect(ran.lines).toEqual([made])
    expect(engine.asked[0]?.params).toMatchObject({ server: 'https://a.example' })
  })

  test('password, recover, recovery-code', async () => {
    const env = { SOTTO_NEW_PASSWORD: 'the next one', SOTTO_RECOVERY_CODE: 'A-B-C' }
    const recoveryCode = 'D-E-F'
    const answers = {
      changePassword: () => ok({ devicesLeft: 1 }),
      newRecoveryCode: () => ok({ recoveryCode }),
      recover: () => ok({ account: name('alice'), device, recoveryCode }),
    }
    const engine = new MemoryEngine({}, answers)
    const changed = await run(['password', '--sign-out-others', '--json'], { engine, env })
    expect(changed.lines).toEqual([{ account: 'alice', devicesLeft: 1 }])
    const params = {
      present: { password: 'correct horse battery' },
      next: 'the next one',
      signOutOthers: true,
    }
    expect(engine.asked).toEqual([{ command: 'changePassword', params }])
    const made = await run(['recovery-code', '--json'], { engine, env })
    expect(made.lines).toEqual([{ account: 'alice', recoveryCode }])
    const out = new MemoryEngine({ session: { state: 'signed-out' } }, answers)
    const back = await run(['recover', 'alice', '--json'], { engine: out, env })
    expect(back.lines).toEqual([{ account: 'alice', device, recoveryCode }])
    const server = 'http://localhost:7688'
    expect(out.asked).toEqual([
      { command: 'recover', params: { server, account: 'alice', code: 'A-B-C', password: 'the next one' } },
    ])
  })

  test('signin, recover and keys import with the code of a second factor, when it is asked for', async () => {
    const asked = { attempt: 'one', has: ['authenticator', 'backup'] } as const
    const made = ok({ account: name('alice'), device })
    const signIn = ({ secondFactor }: Commands['signIn']['params']) =>
      secondFactor === undefined
        ? refused('second_factor_required', { secondFactor: asked })
        : 'code' in secondFactor && secondFactor.code === '123456'
          ? made
          : refused('second_factor_wrong', { secondFactor: asked })
    const engine = () => new MemoryEngine({ session: { state: 'signed-out' } }, { signIn })
    const signin = async (env: Record<string, string>) =>
      (await run(['signin', 'alice', '--json'], { engine: engine(), env })).lines
    expect(await signin({ SOTTO_CODE: '123456' })).toEqual([made.value])
    expect(await signin({ SOTTO_CODE: '000000' })).toMatchObject([{ error: { code: 'second_factor_wrong' } }])
    expect(await signin({})).toMatchObject([
      { error: { code: 'second_factor_required', message: expect.stringContaining('SOTTO_CODE') } },
    ])
    const alone = { attempt: 'one', has: ['passkey'] } as const
    const passkeys = { signIn: () => refused('second_factor_required', { secondFactor: alone }) }
    const out = new MemoryEngine({ session: { state: 'signed-out' } }, passkeys)
    expect((await run(['signin', 'alice', '--json'], { engine: out })).lines).toMatchObject([
      { error: { code: 'second_factor_required', message: expect.stringContaining('passkey') } },
    ])
  })

  test('[SSO-5] where the company’s sign-in is wanted, a password alone is told to take another device', async () => {
    const wanted = { signIn: () => refused('sso_required', {}) }
    for (const env of [{}, { SOTTO_CODE: '123456' }]) {
      const engine = new MemoryEngine({ session: { state: 'signed-out' } }, wanted)
      expect((await run(['signin', 'alice', '--json'], { engine, env })).lines).toMatchObject([
        {
          error: {
            code: 'sso_required',
            message: expect.stringContaining('sotto signin without a password'),
          },
        },
      ])
    }
  })

  test('second-factor: looked at, added with a secret of one’s own, renewed and removed', async () => {
    const passkey = { id: 'AAAA', name: 'blue key', added: 1, opens: true, synced: false }
    const factors = {
      policy: 'optional',
      missing: false,
      authenticator: true,
      backupCodes: 9,
      passkeys: [passkey],
    } as const
    const backupCodes = ['00000-00001']
    const engine = new MemoryEngine(
      { account: { recovery: 'ready', alerts: [], factors } },
      {
        refreshAccount: () => ok(null),
        addAuthenticator: () => ok({ backupCodes }),
        newBackupCodes: () => ok({ backupCodes }),
        removeAuthenticator: () => ok(null),
        removePasskey: () => ok(null),
      },
    )
    const ask = async (...words: string[]) =>
      (await run(['second-factor', ...words, '--json'], { engine, env: { SOTTO_CODE: '123456' } })).lines
    expect(await ask()).toEqual([
      {
        ...{ account: 'alice', policy: 'optional', authenticator: true, backupCodes: 9 },
        passkeys: [{ id: 'AAAA', name: 'blue key', opens: true }],
      },
    ])
    expect(await ask('add', 'GEZDGNBV')).toEqual([{ account: 'alice', backupCodes }])
    expect(await ask('codes')).toEqual([{ account: 'alice', backupCodes }])
    expect(await ask('remove')).toEqual([{ account: 'alice' }])
    expect(await ask('remove', 'AAAA')).toEqual([{ account: 'alice' }])
    const password = 'correct horse battery'
    expect(engine.asked.slice(1)).toEqual([
      { command: 'addAuthenticator', params: { password, secret: 'GEZDGNBV', code: '123456' } },
      { command: 'newBackupCodes', params: { password } },
      { command: 'removeAuthenticator', params: { password } },
      { command: 'removePasskey', params: { password, id: 'AAAA' } },
    ])
    expect((await run(['second-factor', 'add'], { engine })).code).toBe(2)
    expect((await run(['second-factor', 'forget'], { engine })).code).toBe(2)
  })

  test('a server that wants a second factor says so before anything is sent', async () => {
    const factors = {
      policy: 'required',
      missing: true,
      authenticator: false,
      backupCodes: 0,
      passkeys: [],
    } as const
    const engine = new MemoryEngine({
      account: { recovery: 'ready', alerts: [], factors },
      connection: { state: 'offline', since: 0, nextTry: 1, caughtUp: false, waiting: 0, receiptsWaiting: 0 },
    })
    expect((await run(['send', 'bob', 'hello', '--json'], { engine })).lines).toMatchObject([
      {
        error: { code: 'second_factor_missing', message: expect.stringContaining('sotto second-factor add') },
      },
    ])
  })

  test('keys: exported for the owner alone, never over a file, and imported', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sotto-keys-'))
    const file = join(folder, 'keys.txt')
    const env = { SOTTO_FILE_PASSWORD: 'for the file', SOTTO_NEW_PASSWORD: 'the next one' }
    const engine = new MemoryEngine({}, { exportKeys: () => ok({ file: 'ARMOUR' }) })
    const saved = await run(['keys', 'export', file, '--json'], { engine, env })
    expect(saved.lines).toEqual([{ account: 'alice', file }])
    expect(readFileSync(file, 'utf8')).toBe('ARMOUR')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect((await run(['keys', 'export', file, '--json'], { engine, env })).lines).toMatchObject([
      { error: { code: 'file' } },
    ])
    const answers = { signInWithKeys: () => ok({ account: name('alice'), device }) }
    const out = new MemoryEngine({ session: { state: 'signed-out' } }, answers)
    const back = await run(['keys', 'import', 'alice', file, '--json'], { engine: out, env })
    expect(back.lines).toEqual([{ account: 'alice', device }])
    const given = { file: 'ARMOUR', filePassword: 'for the file', password: 'the next one' }
    const server = 'http://localhost:7688'
    expect(out.asked).toEqual([{ command: 'signInWithKeys', params: { server, account: 'alice', ...given } }])
    const missing = await run(['keys', 'import', 'alice', join(folder, 'none'), '--json'], {
      engine: out,
      env,
    })
    expect(missing.lines).toMatchObject([{ error: { code: 'file' } }])
    rmSync(folder, { recursive: true })
  })

  test('export and import: for the owner alone, sealed unless asked, never over a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sotto-copy-'))
    const file = join(folder, 'copy')
    const page = join(folder, 'copy.html')
    const env = { SOTTO_FILE_PASSWORD: 'for the copy' }
    const bytes = new Uint8Array([1, 2, 3])
    const copy = { fileName: 'copy', type: 'text/html', bytes, complete: false } as const
    const engine = new MemoryEngine(
      {},
      { exportHistory: () => ok(copy), importHistory: () => ok({ messages: 7 }) },
    )
    const saved = await run(['export', file, '--json'], { engine, env })
    expect(saved.lines).toEqual([{ account: 'alice', file, complete: false }])
    expect([...readFileSync(file)]).toEqual([1, 2, 3])
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const readable = await run(['export', page, '--as', 'html'], { engine })
    expect(readable.out).toMatch(/not sealed(?:.*\n)+.*Older messages have not arrived/)
    expect((await run(['export', file, '--json'], { engine, env })).lines).toMatchObject([
      { error: { code: 'file' } },
    ])
    expect((await run(['import', file, '--json'], { engine, env })).lines).toEqual([
      { account: 'alice', messages: 7 },
    ])
    expect((await run(['import', join(folder, 'none'), '--json'], { engine, env })).lines).toMatchObject([
      { error: { code: 'file' } },
    ])
    const sealed = { command: 'exportHistory', params: { as: 'sealed', password: 'for the copy' } }
    expect(engine.asked).toEqual([
      sealed,
      { command: 'exportHistory', params: { as: 'html' } },
      sealed,
      { command: 'importHistory', params: { bytes, password: 'for the copy' } },
    ])
    rmSync(folder, { recursive: true })
  })

  test('signout and whoami', async () => {
    const engine = new MemoryEngine({}, { signOut: () => ok({ told: true }) })
    expect((await run(['whoami', '--json'], { engine })).lines).toEqual([
      { account: 'alice', device, server: 'http://localhost:7688' },
    ])
    expect((await run(['signout', '--json'], { engine })).lines).toEqual([
      { account: 'alice', device, told: true },
    ])
    const offline = new MemoryEngine({}, { signOut: () => ok({ told: false }) })
    expect((await run(['signout'], { engine: offline })).out).toContain('could not be told yet')
  })

  test('key, and the decision about a changed one', async () => {
    const changed = { ...bobsKey, offered: '33333 44444' }
    const answers = { key: () => ok(changed), acceptKey: () => ok(null), rejectKey: () => ok(null) }
    const engine = new MemoryEngine({}, answers)
    expect((await run(['key', 'bob', '--json'], { engine })).lines).toEqual([changed])
    expect((await run(['key', 'bob'], { engine })).out).toContain('sotto key accept bob 33333 44444')
    for (const word of ['accept', 'reject'] as const) {
      const ran = await run(['key', word, 'bob', '33333', '44444', '--json'], { engine })
      expect(ran.lines).toEqual([changed])
      expect(engine.asked.at(-2)).toEqual({
        command: `${word}Key`,
        params: { account: 'bob', number: '33333 44444' },
      })
      expect((await run(['key', word, 'bob'], { engine })).code).toBe(2)
    }
    expect((await run(['key', 'trust', 'bob', '3'], { engine })).code).toBe(2)
  })

  test('[A-23] key verify, by what the other one sees, and back', async () => {
    const verified = { ...bobsKey, verifiedAt: 1_790_000_000_000 }
    const answers = {
      key: () => ok(verified),
      verifyKey: () => ok(verified),
      verifyByCode: () => ok(verified),
      unverifyKey: () => ok(bobsKey),
    }
    const engine = new MemoryEngine({}, answers)
    const asked = () => engine.asked.filter(({ command }) => command !== 'key').at(-1)
    const ran = await run(['key', 'verify', 'bob', 'wool', 'antenna', '--json'], { engine })
    expect(ran.lines).toEqual([verified])
    expect(asked()).toEqual({ command: 'verifyKey', params: { account: 'bob', number: 'wool antenna' } })
    await run(['key', 'verify', 'bob', 'SOTTO:SAFETY:84'], { engine })
    expect(asked()).toEqual({ command: 'verifyByCode', params: { account: 'bob', code: 'SOTTO:SAFETY:84' } })
    await run(['key', 'unverify', 'bob'], { engine })
    expect(asked()).toEqual({ command: 'unverifyKey', params: { account: 'bob' } })
    expect((await run(['key', 'verify', 'bob'], { engine })).code).toBe(2)
    const open = new MemoryEngine({}, { key: () => ok(bobsKey) })
    expect((await run(['key', 'bob'], { engine: open })).out).toContain('sotto key verify bob')
  })

  test('[C-3] security says who can read, and who is verified', async () => {
    const people = [
      { account: name('alice'), own: true, changed: false, devices: [{ device, since: 1, current: true }] },
      { account: name('bob'), own: false, changed: false, verifiedAt: 2, devices: [] },
    ]
    const list = [summary(1)]
    const snapshot = { conversation: conversationId(1), people }
    const engine = new MemoryEngine({ conversations: list, security: snapshot })
    expect((await run(['security', 'bob', '--json'], { engine })).lines).toEqual(people)
    expect((await run(['security', 'bob'], { engine })).out).toContain('verified on')
    const gone = new MemoryEngine({ conversations: list })
    expect((await run(['security', 'bob', '--json'], { engine: gone })).code).toBe(1)
  })

  test('[KT-11] directory, its proof, and the decision to go on', async () => {
    const doubt = { kind: 'split', since: 7, text: 'Two directories.', heads: ['AA', 'BB'] } as const
    const engine = new MemoryEngine(
      {},
      { directoryDoubts: () => ok([{ ...doubt, settled: true }]), acceptDirectory: () => ok(null) },
    )
    const shown = (args: readonly string[]) => run(['directory', ...args], { engine })
    expect((await shown(['--json'])).lines).toEqual([{ state: 'good', size: 1 }])
    engine.set('directory', { state: 'doubtful', size: 3, ...doubt })
    expect((await shown(['--json'])).lines).toEqual([{ state: 'doubtful', size: 3, ...doubt }])
    expect((await shown([])).out).toContain('sotto directory accept 7')
    expect((await shown(['doubts', '--json'])).lines).toEqual([{ ...doubt, settled: true }])
    expect((await shown(['accept', '7'])).code).toBe(0)
    expect(engine.asked.at(-1)).toEqual({ command: 'acceptDirectory', params: { since: 7 } })
    for (const wrong of [['accept'], ['accept', 'now'], ['forget']]) {
      expect((await shown(wrong)).code).toBe(2)
    }
  })

  test('devices, and signing another one out', async () => {
    const lost = deviceIdFromBytes(new Uint8Array(16).fill(9)) ?? device
    const listed = [
      {
        device,
        name: 'Terminal on atlas',
        added: 1,
        addedFrom: '198.51.100.0/24',
        lastSeen: 3,
        current: true,
      },
      { device: lost, added: 2, lastSeen: 2, current: false },
    ]
    const engine = new MemoryEngine(
      {},
      {
        devices: () => ok(listed.map((one) => ({ ...one, isNew: false }))),
        signOutDevice: () => ok(null),
        signOutOthers: () => ok({ devices: [lost] }),
        renameDevice: () => ok(null),
      },
    )
    expect((await run(['devices', '--json'], { engine })).lines).toEqual(listed)
    expect((await run(['devices'], { engine })).out).toContain('Terminal on atlas')
    const renamed = await run(['devices', 'rename', lost, 'old', 'phone', '--json'], { engine })
    expect(renamed.lines).toEqual([{ device: lost, name: 'old phone' }])
    expect(engine.asked.at(-1)).toEqual({
      command: 'renameDevice',
      params: { device: lost, name: 'old phone' },
    })
    for (const wrong of [['forget'], ['rename'], ['rename', lost]]) {
      expect((await run(['devices', ...wrong], { engine })).code).toBe(2)
    }
    const others = await run(['signout', 'others', '--json'], { engine })
    expect(others.lines).toEqual([{ account: 'alice', device: lost }])
    const out = await run(['signout', lost, '--json'], { engine })
    expect(out.lines).toEqual([{ account: 'alice', device: lost }])
    expect(engine.asked.at(-1)).toEqual({ command: 'signOutDevice', params: { device: lost } })
    const wrong = await run(['signout', 'lost', '--json'], { engine })
    expect(wrong).toMatchObject({ code: 1, lines: [{ error: { code: 'unknown_device' } }] })
  })

  test('people', async () => {
    const person = {
      presence: 'online',
      lastSeen: 0,
      blocked: false,
      keyChanged: false,
      verified: false,
      gone: false,
    } as const
    const people = [
      { ...person, account: name('bob') },
      { ...person, account: name('carol'), presence: 'offline' as const },
    ]
    const engine = new MemoryEngine({ people: { people, complete: true } })
    expect((await run(['people', '--json'], { engine })).lines).toEqual([
      { account: 'bob', presence: 'online' },
      { account: 'carol', presence: 'offline' },
    ])
  })

  describe('profile and status', () => {
    const alice: ProfileSnapshot = {
      ...{ account: name('alice'), own: true, name: 'Alice \u0007L', alike: false, title: 'Editor' },
      ...{ about: '', location: '', pronouns: '', audience: 'people', hiddenUntil: 0 },
      status: { kind: 'busy', emoji: '📅', text: 'Meeting' },
      ...{ presence: 'online', lastSeen: 0 },
    }
    const world = () =>
      new MemoryEngine({}, { setProfile: () => ok(null), setStatus: () => ok(null), person: () => ok(alice) })

    test('show somebody, harmless for a terminal', async () => {
      const plain = await run(['profile', 'alice'], { engine: world() })
      expect(plain.out).toContain('Alice ␇L')
      expect(plain.out).toContain('do not disturb')
      expect((await run(['profile', '--json'], { engine: world() })).lines).toMatchObject([
        { account: 'alice', title: 'Editor', picture: false, visible: 'people', status: { kind: 'busy' } },
      ])
    })

    test('set what is named, and nothing else', async () => {
      const engine = world()
      await run(['profile', 'set', '--title', 'Editor', '--about', '', '--visible', 'everyone'], { engine })
      expect(engine.asked).toContainEqual({
        command: 'setProfile',
        params: { title: 'Editor', about: '', audience: 'everyone' },
      })
    })

    test('a status with its text, and one that hides', async () => {
      const engine = world()
      await run(['status', 'busy', 'In', 'a', 'meeting', '--emoji', '📅'], { engine })
      await run(['status', 'invisible'], { engine })
      expect(
        engine.asked.filter(({ command }) => command === 'setStatus').map(({ params }) => params),
      ).toEqual([
        { kind: 'busy', text: 'In a meeting', emoji: '📅' },
        { kind: 'hidden', text: '' },
      ])
    })
  })

  test('send to a name and to a conversation, waiting for the server or not', async () => {
    const engine = new MemoryEngine(
      {},
      {
        openDirect: () => ok({ conversation: c1 }),
        send: ({ conversation, until }) =>
          ok({ conversation, id: messageId(7), state: until === 'sent' ? 'sent' : 'pending' }),
      },
    )
    const toName = await run(['send', 'bob', 'Good', 'morning', '--json'], { engine })
    expect(toName.lines).toEqual([{ conversation: c1, id: messageId(7), state: 'sent' }])
    const queued = await run(['send', c1, '-', '--queue', '--json'], { engine, stdin: 'two\nlines\n' })
    expect(queued.lines).toEqual([{ conversation: c1, id: messageId(7), state: 'pending' }])
    expect(engine.asked.filter((one) => one.command === 'send').map((one) => one.params)).toEqual([
      { conversation: c1, text: 'Good morning', until: 'sent' },
      { conversation: c1, text: 'two\nlines', until: 'queued' },
    ])
  })

  test('group create, add, remove, leave', async () => {
    const members = [name('alice'), name('bob')]
    const engine = new MemoryEngine(
      {
        conversation: {
          ...summary(1, { kind: 'group', name: 'Party' }),
          mentioned: [],
          people: [],
          canManage: true,
          changedKeys: [],
          history: { kind: 'all' },
          timer: 0,
        },
      },
      {
        createGroup: (asked) =>
          ok({ conversation: c1, name: asked.name, members: [name('alice'), ...asked.members] }),
        addMembers: () => ok(null),
        removeMembers: () => ok(null),
        leaveGroup: () => ok(null),
        setHistory: () => ok(null),
      },
    )
    const group = { conversation: c1, name: 'Party', members }
    expect((await run(['group', 'create', 'Party', 'bob', 'bob', '--json'], { engine })).lines).toEqual([
      group,
    ])
    expect((await run(['group', 'add', c1, 'bob', '--json'], { engine })).lines).toEqual([group])
    expect((await run(['group', 'remove', c1, 'carol', '--json'], { engine })).lines).toEqual([group])
    expect((await run(['group', 'leave', c1, '--json'], { engine })).lines).toEqual([{ conversation: c1 }])
  })

  test('[NH-1] group create --history and group history say what newcomers see', async () => {
    const details = {
      mentioned: [],
      ...summary(1, { kind: 'group', name: 'Party' }),
      people: [],
      canManage: true,
    } as const
    const engine = new MemoryEngine(
      { conversation: { ...details, changedKeys: [], history: { kind: 'all' }, timer: 0 } },
      {
        createGroup: (asked) => ok({ conversation: c1, name: asked.name, members: asked.members }),
        setHistory: () => ok(null),
      },
    )
    await run(['group', 'create', 'Party', 'bob', '--history', 'all'], { engine })
    await run(['group', 'create', 'Party', 'bob'], { engine })
    expect(engine.asked.map((one) => one.params)).toMatchObject([
      { history: { kind: 'all' } },
      { history: { kind: 'none' } },
    ])
    const shown = await run(['group', 'history', c1, '--json'], { engine })
    expect(shown.lines).toEqual([{ conversation: c1, history: 'all' }])
    const from = new Date(2026, 4, 1).getTime()
    const changed = await run(['group', 'history', c1, '2026-05-01', '--json'], { engine })
    expect(changed.lines).toEqual([{ conversation: c1, history: { from } }])
    expect(engine.asked.at(-1)).toMatchObject({ command: 'setHistory', params: { history: { at: from } } })
    expect((await run(['group', 'history', c1, 'some'], { engine })).code).toBe(2)
  })

  test('[CT-22] expire says how long messages stay and changes it, --expires speaks for one message', async () => {
    const details = { mentioned: [], ...summary(1), people: [], canManage: false, changedKeys: [] } as const
    const engine = new MemoryEngine(
      {
        conversations: [summary(1)],
        conversation: { ...details, history: { kind: 'none' }, timer: 86_400 },
      },
      { setTimer: () => ok(null), send: () => ok({ conversation: c1, id: message(1).id, state: 'sent' }) },
    )
    const { name: who } = summary(1)
    const shown = await run(['expire', c1, '--json'], { engine })
    expect(shown.lines).toEqual([{ conversation: c1, name: who, expires: 86_400 }])
    expect((await run(['expire', c1, '1d', '--json'], { engine })).lines).toEqual(shown.lines)
    expect(engine.asked.at(-1)).toMatchObject({ command: 'setTimer', params: { seconds: 86_400 } })
    const expiries = [
      ['30s', 30],
      ['2w', 1_209_600],
      ['off', 0],
    ] as const
    for (const [text, seconds] of expiries) {
      await run(['send', c1, 'hello', '--expires', text], { engine })
      expect(engine.asked.at(-1)).toMatchObject({ command: 'send', params: { expiresAfter: seconds } })
    }
    await run(['send', c1, 'hello'], { engine })
    expect(engine.asked.at(-1)?.params).not.toHaveProperty('expiresAfter')
    for (const bad of ['0s', '1y', '-5m', '1.5h', 'never', '']) {
      expect((await run(['expire', c1, bad], { engine })).code).toBe(2)
      expect((await run(['send', c1, 'hello', `--expires=${bad}`], { engine })).code).toBe(2)
    }
  })

  test('[AR-7] history says how far it is on a new device, and asks again for what is missing when told to', async () => {
    const archive = { state: 'arriving', done: 2, total: 9, waiting: 0, problem: 'none' } as const
    const answers = { history: () => ok([message(1)]), askForMissing: () => ok(null) }
    const engine = new MemoryEngine({ conversations: [summary(1)], archive }, answers)
    const told = await run(['history', c1, '--json', '--ask-again'], { engine })
    expect(told.lines).toMatchObject([{ type: 'progress', done: 2, total: 9 }, { type: 'message' }])
    expect(engine.asked.map((one) => one.command)).toContain('askForMissing')
    const again = new MemoryEngine({ conversations: [summary(1)], archive }, answers)
    const plain = await run(['history', c1], { engine: again })
    expect(plain.err).toContain('2 of 9 parts are here')
  })

  test('[SY-10] conversation pin, unpin, mute for a time and for good, unmute', async () => {
    const become = (more: Parameters<typeof summary>[1]) => {
      engine.set('conversations', [summary(1, more)])
      return ok(null)
    }
    const engine = new MemoryEngine(
      { conversations: [summary(1)] },
      {
        pin: () => become({ pinnedAt: 5 }),
        unpin: () => become({}),
        mute: ({ until }) => become({ mutedUntil: until, level: 'nothing' }),
        unmute: () => become({}),
        setLevel: ({ level }) => become({ level }),
        archive: () => become({ archived: true }),
        unarchive: () => become({}),
        markUnread: () => become({ markedUnread: true }),
      },
    )
    const told = async (...words: string[]) =>
      (await run(['conversation', ...words, '--json'], { engine })).lines[0]
    const bob = { conversation: c1, name: 'bob', pinned: false, level: 'everything' }
    expect(await told('pin', 'bob')).toEqual({ ...bob, pinned: true })
    expect(await told('unpin', c1)).toEqual(bob)
    expect(await told('mute', 'bob')).toEqual({ ...bob, level: 'nothing', mutedUntil: 'always' })
    expect(await told('unmute', 'bob')).toEqual(bob)
    const before = Date.now()
    const { mutedUntil } = (await told('mute', 'bob', '8h')) as { mutedUntil: number }
    expect(mutedUntil).toBeGreaterThanOrEqual(before + 8 * 3_600_000)
    expect((await run(['conversations'], { engine })).out).toContain('muted until')
    expect(await told('level', 'bob', 'mentions')).toEqual({ ...bob, level: 'mentions' })
    expect((await run(['conversations'], { engine })).out).toContain('mentions only')
    expect(await told('archive', 'bob')).toEqual({ ...bob, archived: true })
    expect((await run(['conversations'], { engine })).out).toContain('archived')
    expect(await told('unarchive', 'bob')).toEqual(bob)
    expect(await told('unread', 'bob')).toEqual({ ...bob, markedUnread: true })
  })

  test('[SY-14] notifications tells what is chosen, and chooses', async () => {
    let settings: Settings = {}
    const engine: MemoryEngine = new MemoryEngine(
      {},
      {
        choose: (chosen) => {
          settings = { ...settings, ...chosen }
          engine.set('settings', settings)
          return ok(null)
        },
      },
    )
    const told = async (...words: string[]) =>
      (await run(['notifications', ...words, '--json'], { engine })).lines[0]
    expect(await told()).toEqual({ show: 'message', sound: 'on' })
    expect(await told('show', 'name', 'sound', 'off')).toEqual({ show: 'name', sound: 'off' })
    expect(await told('hours', '22:00-7:05')).toEqual({ show: 'name', sound: 'off', hours: '22:00-07:05' })
    const before = Date.now()
    const { quietUntil } = (await told('hours', 'off', 'quiet', '2h')) as { quietUntil: number }
    expect(quietUntil).toBeGreaterThanOrEqual(before + 2 * 3_600_000)
    expect(await told('quiet', 'always')).toEqual({ show: 'name', sound: 'off', quietUntil: 'always' })
    expect((await run(['notifications', 'quiet', 'off'], { engine })).out).toContain('do not disturb  off')
  })

  test('what is starred and pinned is listed, by the names of accounts, and nothing of it commands the terminal', async () => {
    const { id, conversation, from, mine, at } = message(1)
    const said = { id, conversation, from, mine, at, text: 'so, [@bob](sotto:user/alice)\u001b[2J' }
    const starred = [{ ...said, conversationName: 'Party', starredAt: 5 }]
    const pinned = [{ ...said, by: name('alice'), pinnedAt: 6 }]
    const engine = new MemoryEngine({
      ...{ conversations: [summary(1)], pinned, starred: { messages: starred, elsewhere: 2 } },
    })
    for (const command of [['starred'], ['pinned', c1]]) {
      const { out } = await run(command, { engine })
      expect(out).toContain(': so, @alice')
      expect(out).not.toContain('\u001b[2J')
    }
    expect((await run(['starred'], { engine })).err).toContain('2 more have not arrived')
    expect((await run(['pinned', c1, '--json'], { engine })).lines[0]).toMatchObject({ id, by: 'alice' })
  })

  test('[CT-27] messages that name the person are counted apart, and shown by the account, not the label', async () => {
    const said = message(1, { text: 'so, [@bob](sotto:user/alice)' })
    const engine = new MemoryEngine(
      { conversations: [summary(1, { unread: 3, mentions: 2 })] },
      { history: () => ok([said]) },
    )
    expect((await run(['conversations', '--json'], { engine })).lines[0]).toMatchObject({
      unread: 3,
      mentions: 2,
    })
    expect((await run(['conversations'], { engine })).out).toContain('(3 unread, 2 naming you)')
    expect((await run(['history', c1], { engine })).out).toContain(': so, @alice')
    expect((await run(['history', c1, '--json'], { engine })).lines[0]).toMatchObject({ text: said.text })
  })

  test('search gives the words as they were typed, and tells where each message is', async () => {
    const found = [{ message: message(1), conversationName: 'The trip', snippet: 'message' }]
    const engine = new MemoryEngine({}, { search: () => ok(found) })
    const args = ['search', 'map', 'from:Anna Lena', '"two words"', 'https://x y', '--limit', '3']
    const shown = await run([...args, '--json'], { engine })
    const text = 'map from:"Anna Lena" "two words" https://x y'
    expect(engine.asked.at(-1)).toEqual({ command: 'search', params: { text, limit: 3 } })
    expect(shown.lines).toMatchObject([
      { type: 'message', conversation: c1, id: messageId(1), in: 'The trip' },
    ])
    expect((await run(['search', 'map'], { engine })).out).toContain('in The trip')
    const nothing = await run(['search', 'map'], { engine: new MemoryEngine({}, { search: () => ok([]) }) })
    expect(nothing).toMatchObject({ code: 0, out: '' })
    expect(nothing.err).toContain('Nothing found')
  })

  test('conversations, history by id and by name', async () => {
    const engine = new MemoryEngine(
      { conversations: [summary(1, { unread: 2 })] },
      { history: () => ok([message(1), message(2, { mine: true, from: name('alice') })]) },
    )
    expect((await run(['conversations', '--json'], { engine })).lines).toEqual([
      {
        conversation: c1,
        name: 'bob',
        members: ['alice', 'bob'],
        unread: 2,
        pinned: false,
        level: 'everything',
      },
    ])
    const shown = [
      {
        type: 'message',
        conversation: c1,
        id: messageId(1),
        from: 'bob',
        text: 'message 1',
        at: 1_000_001,
        state: 'delivered',
      },
      {
        type: 'message',
        conversation: c1,
        id: messageId(2),
        from: 'alice',
        text: 'message 2',
        at: 1_000_002,
        state: 'delivered',
      },
    ]
    expect((await run(['history', c1, '--json'], { engine })).lines).toEqual(shown)
    expect((await run(['history', 'bob', '--limit', '2', '--json'], { engine })).lines).toEqual(shown)
    expect(engine.asked.at(-1)?.params).toEqual({ conversation: c1, limit: 2 })
  })
})

describe('listen', () => {
  test('first what was missed, in the order of time, then what comes, once each', async () => {
    const answers = {
      history: ({ conversation }: { conversation: string }) =>
        ok(
          conversation === c1
            ? [message(1), message(2, { mine: true }), message(4)]
            : [message(3, { conversation: conversationId(2) })],
        ),
      markRead: () => ok(null),
    }
    const conversations = [summary(1, { unread: 2 }), summary(2, { unread: 1, name: 'carol' })]
    const engine = new MemoryEngine({ conversations }, answers)
    const running = run(['listen', '--count', '5', '--json'], { engine })
    const told = [4, 5, 5, 6, 7].map((number) => message(number))
    for (const one of told)
      engine.happen({ type: 'message', message: one, conversationName: 'bob', quiet: false })
    engine.happen({ type: 'state', conversation: c1, id: messageId(2), state: 'read' })
    const ran = await running
    expect(ran.lines).toMatchObject(
      [1, 3, 4, 5, 6].map((number) => ({ type: 'message', id: messageId(number) })),
    )
    const read = engine.asked.filter((one) => one.command === 'markRead').map((one) => one.params)
    expect(read).toHaveLength(5)
    expect(read.at(-1)).toEqual({ conversation: c1, upTo: messageId(6) })
  })

  test('ends only when others have been told what was read', async () => {
    const connection = { state: 'online', since: 0, caughtUp: true, waiting: 0, receiptsWaiting: 0 } as const
    const markRead = () => {
      engine.set('connection', { ...connection, receiptsWaiting: 1 })
      return ok(null)
    }
    const engine: MemoryEngine = new MemoryEngine({ connection }, { markRead })
    const running = run(['listen', '--count', '1', '--json'], { engine })
    engine.happen({ type: 'message', message: message(1), conversationName: 'bob', quiet: false })
    await vi.waitFor(() => expect(engine.asked.map((one) => one.command)).toContain('markRead'))
    await nextTurn()
    expect(engine.closed).toBe(false)
    engine.set('connection', connection)
    expect((await running).code).toBe(0)
    expect(engine.closed).toBe(true)
  })

  test('ends after its time, and when it is stopped', async () => {
    expect((await run(['listen', '--for', '0.01', '--json'], { engine: new MemoryEngine() })).code).toBe(0)
    const stop = AbortSignal.abort()
    expect((await run(['listen', '--json'], { engine: new MemoryEngine(), stop })).code).toBe(0)
  })

  test('tells warnings always and other events when asked', async () => {
    const conversation = c1
    const warning = { type: 'warning', conversation, code: 'forked', text: 'the server lies' } as const
    const state = { type: 'state', conversation, id: messageId(1), state: 'read' } as const
    const last = { type: 'message', message: message(9), conversationName: 'bob', quiet: false } as const
    const change = { type: 'conversation', conversation } as const
    for (const [flags, expected] of [
      [[], [warning]],
      [['--all'], [warning, state, change]],
    ] as const) {
      const engine = new MemoryEngine({}, { markRead: () => ok(null) })
      for (const event of [warning, state, change, last]) engine.happen(event)
      const ran = await run(['listen', '--json', '--count', '1', ...flags], { engine })
      expect(ran.lines.slice(0, -1)).toEqual(expected)
    }
  })
})

const kept = { account: name('alice'), server: 'http://localhost:7688' }

test('whoever signs in again where their history is goes on with it', async () => {
  const engine = new MemoryEngine(
    { session: { state: 'signed-out', reason: 'session-ended', kept } },
    { signIn: () => ok({ account: name('alice'), device }) },
  )
  expect(await run(['signin', 'Alice', '--json'], { engine })).toMatchObject({ code: 0 })
})

test('somebody else’s history is erased only when told so', async () => {
  const engine = new MemoryEngine(
    { session: { state: 'signed-out', reason: 'session-ended', kept } },
    { signIn: () => ok({ account: name('bob'), device }) },
  )
  expect(await run(['signin', 'bob', '--json'], { engine })).toMatchObject({ code: 1 })
  expect(engine.asked).toEqual([])
  expect(await run(['signin', 'bob', '--forget', '--json'], { engine })).toMatchObject({ code: 0 })
  expect(engine.asked.at(-1)?.params).toMatchObject({ account: 'bob', forget: true })
})

test('[AL-4] a store that is damaged is given up only when told so', async () => {
  const error = { code: 'device_storage_damaged', message: 'It is damaged.' } as const
  const engine = new MemoryEngine(
    { session: { state: 'store-failed', error } },
    { signOut: () => ok({ told: false }), signIn: () => ok({ account: name('bob'), device }) },
  )
  const refused = await run(['signin', 'bob', '--json'], { engine })
  expect(refused).toMatchObject({ code: 1, lines: [{ error: { code: 'device_storage_damaged' } }] })
  expect(JSON.stringify(refused.lines)).toContain('sotto signin NAME --forget')
  expect(engine.asked).toEqual([])
  expect(await run(['signin', 'bob', '--forget', '--json'], { engine })).toMatchObject({ code: 0 })
  expect(engine.asked.map(({ command }) => command)).toEqual(['signOut', 'signIn'])
})

describe('expected failures end with 1', () => {
  const wrong = { ok: false, error: { code: 'wrong_password', message: 'The password is wrong.' } } as const

  test('the engine’s refusal, as JSON and for people', async () => {
    const engine = new MemoryEngine({ session: { state: 'signed-out' } }, { signIn: () => wrong })
    const json = await run(['signin', 'alice', '--json'], { engine })
    expect(json).toMatchObject({ code: 1, err: '', lines: [{ error: wrong.error }] })
    const plain = await run(['signin', 'alice'], { engine })
    expect(plain).toEqual({ code: 1, out: '', err: 'sotto: The password is wrong.\n', lines: [] })
    expect(engine.closed).toBe(true)
  })

  const device = new MemoryEngine({ conversations: [summary(1)] })
  const away = new MemoryEngine({ session: { state: 'signed-out', reason: 'session-ended', kept } })
  const offline = new MemoryEngine({
    connection: { state: 'offline', since: 0, nextTry: 1, caughtUp: false, waiting: 0, receiptsWaiting: 0 },
  })
  const failed = { code: 'profile_in_use', message: 'Another sotto uses this profile.' } as const
  test.each([
    ['not_signed_in', ['whoami'], new MemoryEngine({ session: { state: 'signed-out' } })],
    ['profile_in_use', ['whoami'], new MemoryEngine({ session: { state: 'store-failed', error: failed } })],
    ['other_server', ['whoami', '--server', 'http://localhost:1'], device],
    ['other_server', ['signin', 'alice', '--server', 'http://localhost:1'], away],
    ['other_server', ['signup', 'alice', '--server', 'http://localhost:1'], away],
    ['other_account', ['signin', 'bob'], away],
    ['unknown_conversation', ['history', 'carol'], device],
    ['unknown_conversation', ['group', 'leave', 'c_1'], device],
    ['bad_name', ['group', 'create', 'Party', 'Bob!'], device],
    ['offline', ['send', 'bob', 'hello'], offline],
    ['offline', ['people'], offline],
    ['not_a_terminal', ['chat'], device],
  ])('%s', async (code, args, engine) => {
    const ran = await run(args.includes('chat') ? args : [...args, '--json'], { engine })
    expect(ran.code).toBe(1)
    const error = { code, message: expect.stringMatching(/^[A-Z"].*\w.*/) }
    if (code !== 'not_a_terminal') expect(ran.lines).toEqual([{ error }])
    expect(engine.asked.map((one) => one.command)).not.toContain('signIn')
  })

  test('reading waits for a slow backlog to its end, however long it pauses', async () => {
    vi.useFakeTimers()
    const connection = { state: 'online', since: 0, caughtUp: false, waiting: 0, receiptsWaiting: 0 } as const
    const engine = new MemoryEngine({ connection })
    const running = run(['conversations', '--json'], { engine })
    for (const count of [1, 2, 3]) {
      await vi.advanceTimersByTimeAsync(9000)
      engine.set(
        'conversations',
        Array.from({ length: count }, (_, index) => summary(index + 1)),
      )
    }
    await vi.advanceTimersByTimeAsync(9000)
    engine.set('connection', { ...connection, caughtUp: true })
    expect(await running).toMatchObject({ code: 0, err: '' })
    expect((await running).lines).toHaveLength(3)
    vi.useRealTimers()
  })

  test('reading goes on with what is here when a server never says that this was all', async () => {
    vi.useFakeTimers()
    const connection = { state: 'online', since: 0, caughtUp: false, waiting: 0, receiptsWaiting: 0 } as const
    const engine = new MemoryEngine({ connection, conversations: [summary(1)] })
    const running = run(['conversations'], { engine })
    await vi.advanceTimersByTimeAsync(30_000)
    expect(await running).toMatchObject({
      code: 0,
      err: 'The server has not sent everything yet; this is what this device has.\n',
    })
    vi.useRealTimers()
  })

  test('reading goes on without a server', async () => {
    const engine = new MemoryEngine({
      connection: { state: 'offline', since: 0, nextTry: 1, caughtUp: false, waiting: 0, receiptsWaiting: 0 },
      conversations: [summary(1)],
    })
    const ran = await run(['conversations'], { engine })
    expect(ran.code).toBe(0)
    expect(ran.err).toBe('Server unreachable; this is what this device has.\n')
  })
})

test('serve hands its options on', async () => {
  const ran = await run(['serve', '--port', '8000', '--data', '/tmp/x'])
  expect(ran).toMatchObject({ code: 0, out: 'server --port 8000 --data /tmp/x\n' })
})

describe('for people', () => {
  const evil = message(1, { text: 'hi\u001b]52;c;ZXZpbA==\u0007\u009b2J\u202egnp.exe\nsecond' })
  const engine = new MemoryEngine(
    { conversations: [summary(1, { name: 'a\u001b[2Jb' })] },
    { history: () => ok([evil]) },
  )

  test('a message cannot command the terminal', async () => {
    for (const args of [
      ['history', c1],
      ['history', c1, '--json'],
      ['conversations'],
      ['conversations', '--json'],
    ]) {
      const ran = await run(args, { engine })
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come through
      expect(ran.out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
    }
    const [line] = (await run(['history', c1, '--json'], { engine })).lines
    expect(line).toMatchObject({ text: evil.text })
  })

  test('colours only on a terminal, and not with NO_COLOR', async () => {
    expect((await run(['history', c1], { engine, colours: true })).out).toContain('\u001b[36mbob')
    const quiet = await run(['history', c1], { engine, colours: true, env: { NO_COLOR: '1' } })
    expect(quiet.out).not.toContain('\u001b')
  })
})
