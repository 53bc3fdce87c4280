import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createEngine } from '@sotto/client'
import { nodePlatform } from '@sotto/client/node'
import { newTotpSecret, parseTotpSecret, totpCode, totpSecretText, totpStep } from '@sotto/crypto'
import type { ConversationId } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ended, Place } from './place.fixture.ts'

const place = new Place()
const conversation = expect.stringMatching(/^c_[\w-]{22}$/)
const messageId = expect.stringMatching(/^m_[\w-]{43}$/)
const deviceId = expect.stringMatching(/^d_[\w-]{22}$/)
const people = ['alice', 'bob', 'carol']

beforeAll(async () => {
  await place.serve()
  const [first = '', ...others] = people
  const signedUp = await Promise.all([
    place.start(first, ['signup', first]).ended,
    ...others.map((name) => place.sotto(name, ['signup', name])),
  ])
  for (const [index, ended] of signedUp.entries()) {
    expect(ended).toMatchObject({ code: 0, err: '' })
    expect(ended.lines).toEqual([
      { account: people[index], device: deviceId, recoveryCode: expect.stringMatching(/^[0-9A-Z-]{20,}$/) },
    ])
  }
}, 120_000)
afterAll(() => place.remove())

function text(ended: { lines: readonly object[] }): unknown[] {
  return ended.lines.map((line) => ('text' in line ? line.text : line))
}

/** A direct conversation's id and what was sent. */
async function sent(from: string, args: readonly string[]) {
  return sentBy(await place.sotto(from, ['send', ...args]))
}

function sentBy(ended: Ended) {
  expect(ended).toMatchObject({ code: 0, err: '', lines: [{ conversation, id: messageId }] })
  return ended.lines[0] as { conversation: string; id: string; state: string }
}

/** Listens until all these texts have come, and ends the listener. */
async function hears(person: string, texts: readonly string[]): Promise<void> {
  const listening = place.start(person, ['listen'])
  await listening.heard(texts)
  listening.child.kill('SIGTERM')
  expect(await listening.ended).toMatchObject({ code: 0, err: '' })
}

describe('the terminal against a real server', { timeout: 120_000 }, () => {
  test('whoami and people', async () => {
    expect((await place.start('alice', ['whoami']).ended).lines).toEqual([
      { account: 'alice', device: deviceId, server: place.server },
    ])
    const found = await place.sotto('alice', ['people', 'bo'])
    expect(found.lines).toEqual([{ account: 'bob', presence: 'offline' }])
  })

  test('a message to somebody who is away is there when they come, once', async () => {
    const first = sentBy(await place.start('alice', ['send', 'bob', 'Good', 'morning']).ended)
    expect(first.state).toBe('sent')
    const piped = sentBy(
      await place.start('alice', ['send', first.conversation, '-'], { stdin: 'two\nlines\n' }).ended,
    )
    const shape = {
      type: 'message',
      conversation: first.conversation,
      from: 'alice',
      at: expect.any(Number),
      state: expect.stringMatching(/^(sent|delivered|read)$/),
    }
    const expected = [
      { ...shape, id: first.id, text: 'Good morning' },
      { ...shape, id: piped.id, text: 'two\nlines' },
    ]
    const heard = await place.start('bob', ['listen', '--count', '2', '--for', '60']).ended
    expect(heard).toMatchObject({ code: 0, err: '' })
    expect(heard.lines).toEqual(expected)
    expect((await place.sotto('bob', ['listen', '--for', '1'])).lines).toEqual([])
    expect((await place.sotto('bob', ['conversations'])).lines).toEqual([
      {
        conversation: first.conversation,
        name: 'alice',
        members: ['alice', 'bob'],
        unread: 0,
        pinned: false,
        level: 'everything',
      },
    ])
    expect((await place.sotto('bob', ['history', first.conversation])).lines).toEqual(expected)
    expect(text(await place.sotto('bob', ['history', 'alice', '--limit', '1']))).toEqual(['two\nlines'])
  })

  test('a message to somebody who listens comes at once', async () => {
    const listening = place.start('bob', ['listen'])
    await sent('alice', ['bob', 'one'])
    await listening.heard(['one'])
    await sent('alice', ['bob', 'two'])
    await listening.heard(['one', 'two'])
    listening.child.kill('SIGTERM')
    expect((await listening.ended).code).toBe(0)
  })

  test('a group: create, write, remove, add, leave', async () => {
    const made = await place.sotto('alice', ['group', 'create', 'Summer party', 'bob', 'carol'])
    expect(made.lines).toEqual([{ conversation, name: 'Summer party', members: people }])
    const group = String(made.lines[0]?.conversation)
    await sent('alice', [group, 'welcome'])
    expect(text(await place.sotto('carol', ['listen', '--count', '1', '--for', '60']))).toEqual(['welcome'])
    const removed = await place.sotto('alice', ['group', 'remove', group, 'carol'])
    expect(removed.lines).toEqual([{ conversation: group, name: 'Summer party', members: ['alice', 'bob'] }])
    await sent('alice', [group, 'without carol'])
    expect(text(await place.sotto('carol', ['history', group]))).not.toContain('without carol')
    const added = await place.sotto('alice', ['group', 'add', group, 'carol'])
    expect(added.lines).toEqual([{ conversation: group, name: 'Summer party', members: people }])
    expect((await place.sotto('bob', ['group', 'leave', group])).lines).toEqual([{ conversation: group }])
    const refused = await place.sotto('bob', ['send', group, 'too late'])
    expect(refused).toMatchObject({ code: 1, lines: [{ error: { code: expect.any(String) } }] })
  })

  test('without a server: refused unless queued, and what was queued arrives later', async () => {
    const { conversation: direct } = await sent('alice', ['bob', 'before'])
    await place.stopServing()
    const refused = await place.sotto('alice', ['send', 'bob', 'lost?'])
    expect(refused).toMatchObject({ code: 1, lines: [{ error: { code: 'offline' } }] })
    const queued = await place.sotto('alice', ['send', direct, 'patience', '--queue'])
    expect(queued.lines).toEqual([{ conversation: direct, id: messageId, state: 'pending' }])
    expect(text(await place.sotto('alice', ['history', 'bob', '--limit', '1']))).toEqual(['patience'])
    await place.serve()
    await sent('alice', ['bob', 'after'])
    await hears('bob', ['before', 'patience', 'after'])
  })

  test('history after being away shows the whole of a long backlog, and its author is told that it was read', async () => {
    const { conversation: direct } = await sent('bob', ['alice', 'I know you'])
    expect(text(await place.sotto('alice', ['history', 'bob', '--limit', '1']))).toEqual(['I know you'])
    const count = 100
    await writeMany('alice', direct, count)
    const ended = await place.sotto('bob', ['history', direct, '--limit', String(count)])
    expect(text(ended)).toEqual(Array.from({ length: count }, (_, index) => `missed ${index}`))
    await sent('alice', [direct, 'the last'])
    await hears('bob', ['the last'])
    const [last] = (await place.sotto('alice', ['history', direct, '--limit', '1'])).lines
    expect(last).toMatchObject({ text: 'the last', state: 'read' })
  })

  test('a listener that is killed loses nothing', async () => {
    await sent('alice', ['bob', 'kill me'])
    const listening = place.start('bob', ['listen'])
    await listening.heard(['kill me'])
    listening.child.kill('SIGKILL')
    await listening.ended
    await sent('alice', ['bob', 'while dead'])
    // What was shown just before the kill may be shown again; what came after it is shown in any case.
    await hears('bob', ['while dead'])
    const history = text(await place.sotto('bob', ['history', 'alice', '--limit', '2']))
    expect(history).toEqual(['kill me', 'while dead'])
  })

  test('one process at a time has a profile', async () => {
    const listening = place.start('carol', ['listen', '--for', '100'])
    await sent('alice', ['carol', 'are you there?'])
    await listening.wrote(1)
    const second = await place.sotto('carol', ['whoami'])
    expect(second).toMatchObject({ code: 1, err: '', lines: [{ error: { code: 'profile_in_use' } }] })
    listening.child.kill('SIGTERM')
    expect((await listening.ended).code).toBe(0)
    expect((await place.sotto('carol', ['whoami'])).code).toBe(0)
  })

  test('a reader that goes away ends the program quietly', async () => {
    const listening = place.start('bob', ['listen'])
    await sent('alice', ['bob', 'first'])
    await listening.wrote(1)
    listening.child.stdout?.destroy()
    await sent('alice', ['bob', 'second'])
    expect(await listening.ended).toMatchObject({ code: 0, err: '' })
  })

  test('wrong passwords, names and people are expected failures', async () => {
    const failures: [string, readonly string[], Record<string, string>, string][] = [
      ['dave', ['signin', 'alice'], { SOTTO_PASSWORD: 'not the password' }, 'wrong_password'],
      ['dave', ['signin', 'nobody-here'], {}, 'wrong_password'],
      ['dave', ['signup', 'alice'], {}, 'name_taken'],
      ['dave', ['signup', 'Not A Name'], {}, 'bad_name'],
      ['dave', ['signup', 'dave'], { SOTTO_PASSWORD: 'short' }, 'weak_password'],
      ['dave', ['whoami'], {}, 'not_signed_in'],
      ['alice', ['signup', 'dave'], {}, 'already_signed_in'],
      ['alice', ['send', 'nobody-here', 'hello'], {}, 'unknown_person'],
      ['alice', ['history', 'nobody-here'], {}, 'unknown_conversation'],
    ]
    for (const [person, args, env, code] of failures) {
      const ended = await place.sotto(person, args, { env })
      expect(ended, args.join(' ')).toMatchObject({ code: 1, err: '', lines: [{ error: { code } }] })
    }
  })

  test('a second device of an account, and signing out', async () => {
    const second = await place.sotto('alice-2', ['signin', 'alice'])
    expect(second.lines).toEqual([{ account: 'alice', device: deviceId }])
    const out = await place.sotto('alice-2', ['signout'])
    expect(out.lines).toEqual([{ account: 'alice', device: second.lines[0]?.device, told: true }])
    expect((await place.sotto('alice-2', ['whoami'])).lines).toMatchObject([
      { error: { code: 'not_signed_in' } },
    ])
    expect((await place.sotto('alice', ['whoami'])).code).toBe(0)
  })

  test('[S-3] signing out without a server wipes the profile, and the next command tells the server', async () => {
    const [made] = (await place.sotto('alice-3', ['signin', 'alice'])).lines as { device: string }[]
    const device = made?.device
    await place.stopServing()
    const out = await place.sotto('alice-3', ['signout'])
    expect(out).toMatchObject({ code: 0, lines: [{ account: 'alice', device, told: false }] })
    await place.serve()
    const listed = async () =>
      (await place.sotto('alice', ['devices'])).lines.map((line) => 'device' in line && line.device)
    expect(await listed()).toContain(device)
    const next = await place.sotto('alice-3', ['whoami'])
    expect(next.lines).toMatchObject([{ error: { code: 'not_signed_in' } }])
    expect(await listed()).not.toContain(device)
  })

  test('a lost password: recovered by the code, changed, and a key file for the next time', async () => {
    const env = { SOTTO_PASSWORD: 'the first password' }
    const [made] = (await place.sotto('erika', ['signup', 'erika'], { env })).lines
    const code = String(made?.recoveryCode)
    const second = { SOTTO_RECOVERY_CODE: code, SOTTO_NEW_PASSWORD: 'the second password' }
    const back = await place.sotto('erika-2', ['recover', 'erika'], { env: second })
    expect(back.lines).toEqual([
      { account: 'erika', device: deviceId, recoveryCode: expect.stringMatching(/^(\w{4}-){6}\w{4}$/) },
    ])
    expect((await place.sotto('erika-3', ['signin', 'erika'], { env })).lines).toMatchObject([
      { error: { code: 'wrong_password' } },
    ])
    const third = { SOTTO_PASSWORD: 'the second password', SOTTO_NEW_PASSWORD: 'the third password' }
    expect((await place.sotto('erika', ['password', '--sign-out-others'], { env: third })).lines).toEqual([
      { account: 'erika', devicesLeft: 0 },
    ])
    expect((await place.sotto('erika-2', ['devices'])).code).toBe(1)
    const keys = { SOTTO_PASSWORD: 'the third password', SOTTO_FILE_PASSWORD: 'a password for a file' }
    const file = join(place.folder, 'erika.keys.txt')
    expect((await place.sotto('erika', ['keys', 'export', file], { env: keys })).lines).toEqual([
      { account: 'erika', file },
    ])
    expect((await place.sotto('erika-4', ['keys', 'import', 'erika', file], { env: keys })).lines).toEqual([
      { account: 'erika', device: deviceId },
    ])
    const [anew] = (await place.sotto('erika', ['recovery-code'], { env: keys })).lines
    expect(anew).toEqual({ account: 'erika', recoveryCode: expect.not.stringMatching(code) })
  })

  test('[A-10] the program as it is shipped stretches passwords: what opens with a quick one is closed to it', async () => {
    const isSlow = true
    const [made] = (await place.start('frida', ['signup', 'frida'], { isSlow }).ended).lines
    expect(made).toMatchObject({ account: 'frida', device: deviceId })
    const other = await place.start('frida-2', ['signin', 'frida'], { isSlow }).ended
    expect(other.lines).toEqual([{ account: 'frida', device: deviceId }])
    for (const [name, how] of [
      ['frida', {}],
      ['alice', { isSlow }],
    ] as const) {
      expect((await place.start('gustav', ['signin', name], how).ended).lines, name).toMatchObject([
        { error: { code: 'wrong_password' } },
      ])
    }
  })

  test('[F-1] [F-4] an authenticator app: added, asked for, and stood in for by a backup code, once', async () => {
    const secret = totpSecretText(newTotpSecret())
    const shown = totpCode(parseTotpSecret(secret) ?? new Uint8Array(), totpStep(Date.now()))
    await place.sotto('fritz', ['signup', 'fritz'])
    const added = await place.sotto('fritz', ['second-factor', 'add', secret], { env: { SOTTO_CODE: shown } })
    const [first] = added.lines as { account: string; backupCodes: string[] }[]
    expect(first).toEqual({ account: 'fritz', backupCodes: expect.any(Array) })
    const [code = ''] = first?.backupCodes ?? []
    const enter = async (profile: string, env: Record<string, string> = {}) =>
      (await place.sotto(profile, ['signin', 'fritz'], { env })).lines
    expect(await enter('fritz-2')).toMatchObject([{ error: { code: 'second_factor_required' } }])
    expect(await enter('fritz-2', { SOTTO_CODE: shown })).toMatchObject([
      { error: { code: 'second_factor_wrong' } },
    ])
    expect(await enter('fritz-2', { SOTTO_CODE: code })).toEqual([{ account: 'fritz', device: deviceId }])
    expect(await enter('fritz-3', { SOTTO_CODE: code })).toMatchObject([
      { error: { code: 'second_factor_wrong' } },
    ])
    expect((await place.sotto('fritz', ['second-factor'])).lines).toEqual([
      { account: 'fritz', policy: 'optional', authenticator: true, backupCodes: 9, passkeys: [] },
    ])
    expect((await place.sotto('fritz', ['second-factor', 'remove'])).lines).toEqual([{ account: 'fritz' }])
    expect(await enter('fritz-3')).toEqual([{ account: 'fritz', device: deviceId }])
  })

  test('nothing that was written or typed is readable in a profile', async () => {
    await sent('alice', ['bob', 'the eagle has landed'])
    const secrets = ['the eagle has landed', 'correct horse battery']
    for (const file of filesUnder(join(place.folder, 'alice'))) {
      const bytes = readFileSync(file)
      for (const secret of secrets) expect(bytes.includes(secret), `${file}: ${secret}`).toBe(false)
    }
  })

  test('[CT-15] [CT-16] [CT-18] [CT-19] [CT-25] [CT-26] messages are answered, edited, reacted to, pinned, starred, forwarded and deleted, and both sides are told', async () => {
    const { conversation: where, id } = await sent('carol', ['alice', 'at', 'nien'])
    await hears('alice', ['at nien'])
    const told = { conversation: where, id, state: 'sent' }
    const listening = place.start('alice', ['listen'])
    expect((await place.sotto('carol', ['edit', 'alice', id, 'at', 'nine'])).lines).toEqual([told])
    await listening.heard(['at nine'])
    listening.child.kill('SIGTERM')
    const change = { type: 'change', conversation: where, id, by: 'carol', at: expect.any(Number) }
    expect((await listening.ended).lines).toEqual([{ ...change, change: 'edited', text: 'at nine' }])
    const answer = (await place.sotto('alice', ['reply', 'carol', id, 'fine'])).lines[0]
    expect((await place.sotto('alice', ['react', 'carol', id, '👍'])).lines).toEqual([told])
    expect(answer).toEqual({ conversation: where, id: messageId, state: 'sent' })
    const [edited, replied] = (await place.sotto('carol', ['history', 'alice'])).lines.slice(-2)
    expect(edited).toMatchObject({ text: 'at nine', edited: expect.any(Number) })
    expect(edited?.reactions).toEqual([{ reaction: '👍', by: ['alice'] }])
    expect(replied).toMatchObject({ id: answer?.id, text: 'fine', replyTo: id })
    const versions = await place.sotto('alice', ['versions', 'carol', id])
    expect(versions.lines).toEqual([
      { text: 'at nien', at: expect.any(Number) },
      { text: 'at nine', at: expect.any(Number) },
    ])
    expect((await place.sotto('alice', ['react', 'carol', id, '👍', '--take-back'])).lines).toEqual([told])
    expect((await place.sotto('alice', ['pin', 'carol', id])).lines).toEqual([told])
    const [pinned] = (await place.sotto('carol', ['pinned', 'alice'])).lines
    expect(pinned).toEqual({
      ...{ conversation: where, id, from: 'carol', text: 'at nine', by: 'alice' },
      ...{ at: expect.any(Number), pinnedAt: expect.any(Number) },
    })
    expect((await place.sotto('alice', ['star', 'carol', id])).lines).toEqual([
      { conversation: where, id, starred: true },
    ])
    const [starred] = (await place.sotto('alice', ['starred', 'carol'])).lines
    expect(starred).toEqual({
      ...{ conversation: where, name: 'carol', id, from: 'carol', text: 'at nine' },
      ...{ at: expect.any(Number), starredAt: expect.any(Number) },
    })
    const [forwarded] = (await place.sotto('carol', ['forward', 'alice', id, 'alice'])).lines
    expect(forwarded).toEqual({ conversation: where, id: messageId, state: 'sent' })
    expect((await place.sotto('alice', ['history', 'carol'])).lines.at(-1)).toMatchObject({
      ...{ id: forwarded?.id, text: 'at nine', forwarded: true },
    })
    for (const [who, other] of [
      ['alice', 'carol'],
      ['carol', 'alice'],
    ] as const) {
      await place.sotto(who, ['delete', other, String(forwarded?.id), '--for-me'])
    }
    expect((await place.sotto('carol', ['delete', 'alice', id])).lines).toEqual([told])
    expect((await place.sotto('alice', ['starred'])).lines).toEqual([])
    const mine = await place.sotto('alice', ['delete', 'carol', String(answer?.id), '--for-me'])
    expect(mine.lines).toEqual([{ conversation: where, id: answer?.id }])
    const left = (await place.sotto('alice', ['history', 'carol'])).lines
    expect(left.at(-1)).toMatchObject({ id, text: '', deleted: true })
    expect(text(await place.sotto('carol', ['history', 'alice'])).slice(-2)).toEqual(['', 'fine'])
    const other = 'm_AQCYnNiAOXmRay6mZhCdcpgqg488dJDx3kchHAsphC8'
    const refusals = [
      ['alice', ['edit', 'carol', id, 'mine now'], 'not_yours'],
      ['alice', ['delete', 'carol', id], 'not_yours'],
      ['carol', ['edit', 'alice', id, 'once more'], 'message_deleted'],
      ['carol', ['react', 'alice', String(answer?.id), 'no emoji'], 'bad_reaction'],
      ['carol', ['edit', 'alice', 'm_1', 'x'], 'message_not_found'],
      ['carol', ['react', 'alice', other, '👍'], 'message_not_found'],
    ] as const
    for (const [who, args, code] of refusals) {
      const refused = await place.sotto(who, args)
      expect(refused).toMatchObject({ code: 1, lines: [{ error: { code } }] })
    }
  })
})

/** Many messages by one process of a person's device, until the server has them all. */
async function writeMany(person: string, to: string, count: number): Promise<void> {
  const engine = await createEngine(nodePlatform({ directory: join(place.folder, person) }))
  try {
    for (let index = 0; index < count; index += 1) {
      const until = index === count - 1 ? 'sent' : 'queued'
      const params = { conversation: to as ConversationId, text: `missed ${index}`, until } as const
      expect((await engine.call('send', params)).ok).toBe(true)
    }
  } finally {
    await engine.close()
  }
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const file = join(folder, name)
    return statSync(file).isDirectory() ? filesUnder(file) : [file]
  })
}
