import type { AccountSnapshot, Commands, Outcome } from '@sotto/client'
import type { HttpRequest, HttpResponse } from '@sotto/client/ports'
import { openKeyFile, sealKeyFile } from '@sotto/crypto'
import { type Harness, must, type Person, startHarness, testPassword, until } from '@sotto/testkit/harness'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const next = 'another horse altogether'
const day = 24 * 3_600_000

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.close())

function account(person: Person): Promise<AccountSnapshot> {
  return person.look('account', undefined)
}

function codeOf<T>(outcome: Outcome<T>): string {
  return outcome.ok ? 'ok' : outcome.error.code
}

/** Somebody who has just signed up, and their recovery code. */
async function owner(name: string): Promise<{ person: Person; code: string }> {
  const person = await harness.newDevice()
  const params = { server: harness.url, account: name, password: testPassword }
  const made = must(await person.engine.call('signUp', params))
  Object.assign(person, { account: made.account, device: made.device })
  await until(async () => (await account(person)).recovery === 'ready', 'told of its ways in')
  return { person, code: made.recoveryCode }
}

async function trySignIn(account: string, password: string): Promise<string> {
  const device = await harness.newDevice()
  return codeOf(await device.engine.call('signIn', { server: harness.url, account, password }))
}

const change = (more: Partial<Commands['changePassword']['params']> = {}) => ({
  present: { password: testPassword },
  next,
  signOutOthers: false,
  ...more,
})

/** The server does what it is asked at this path, so many times, but its answers are lost. */
function loseAnswers(person: Person, path: string, times = 1): void {
  let left = times
  person.line.lie = {
    answer: ({ url, method }: HttpRequest, response: HttpResponse) => {
      if (!url.endsWith(path) || method === 'GET' || left === 0) return response
      left -= 1
      return { kind: 'unreachable' }
    },
  }
}

describe('a new password', { timeout: 120_000 }, () => {
  it('[V-6] kills the old one at once, signs nobody out, and the other devices are told', async () => {
    const { person: alice } = await owner('alice')
    const laptop = await harness.anotherDevice(alice)
    await until(async () => (await account(laptop)).recovery === 'ready', 'told')
    expect(must(await alice.engine.call('changePassword', change()))).toEqual({ devicesLeft: 0 })
    expect(await trySignIn('alice', testPassword)).toBe('wrong_password')
    expect(await trySignIn('alice', next)).toBe('ok')
    await until(async () => (await account(laptop)).alerts.length > 0, 'alerted')
    expect((await account(laptop)).alerts).toEqual([{ what: 'password-changed', at: expect.any(Number) }])
    expect(laptop.warnings()).toContain('password_changed')
    expect((await account(alice)).alerts).toEqual([])
    await laptop.restart()
    expect((await account(laptop)).alerts).toHaveLength(1)
    must(await laptop.engine.call('dismissAlerts'))
    await until(async () => (await account(laptop)).alerts.length === 0, 'dismissed')
  })

  it('[V-6] signs the other devices out when asked', async () => {
    const { person: bob } = await owner('bob')
    const lost = await harness.anotherDevice(bob)
    must(await bob.engine.call('changePassword', change({ signOutOthers: true })))
    const listed = must(await bob.engine.call('devices'))
    expect(listed.map(({ device }) => device)).toEqual([bob.device])
    const refused = async () => codeOf(await lost.engine.call('devices')) === 'not_signed_in'
    await until(refused, 'the lost device is out')
  })

  it('[V-4] needs the present one, also on a device that is signed in', async () => {
    const { person: carol } = await owner('carol')
    const wrong = await carol.engine.call(
      'changePassword',
      change({ present: { password: 'a thief’s guess' } }),
    )
    expect(codeOf(wrong)).toBe('wrong_password')
    expect(codeOf(await carol.engine.call('changePassword', change({ next: 'short' })))).toBe('weak_password')
    expect(codeOf(await carol.engine.call('newRecoveryCode', { password: 'a guess' }))).toBe('wrong_password')
    const file = await carol.engine.call('exportKeys', { password: 'a guess', filePassword: next })
    expect(codeOf(file)).toBe('wrong_password')
    expect(await trySignIn('carol', testPassword)).toBe('ok')
  })

  it('[V-6] and all that needs the password is as it was when the server can’t be reached', async () => {
    const { person: zoe } = await owner('zoe')
    zoe.goOffline()
    const file = { password: testPassword, filePassword: next }
    for (const [outcome, words] of [
      [await zoe.engine.call('changePassword', change()), 'your password is the one it was'],
      [await zoe.engine.call('newRecoveryCode', { password: testPassword }), 'code is the one it was'],
      [await zoe.engine.call('exportKeys', file), 'no file was made'],
    ] as const) {
      expect(outcome).toMatchObject({ ok: false, error: { code: 'offline' } })
      expect(outcome.ok ? '' : outcome.error.message).toContain(words)
    }
  })

  it('[V-6] is found out when the last answer is lost', async () => {
    const { person: dan } = await owner('dan')
    loseAnswers(dan, '/v1/account/password')
    expect(codeOf(await dan.engine.call('changePassword', change()))).toBe('ok')
    expect(await trySignIn('dan', next)).toBe('ok')
  })

  it('[V-6] is made sure of by asking again when nothing could be found out', async () => {
    const { person: erin } = await owner('erin')
    let isDone = false
    erin.line.lie = {
      answer: ({ url, method }, response) => {
        isDone ||= url.endsWith('/v1/account/password') && method === 'PUT'
        return isDone ? { kind: 'unreachable' } : response
      },
    }
    expect(codeOf(await erin.engine.call('changePassword', change()))).toBe('outcome_unknown')
    erin.line.lie = {}
    expect(codeOf(await erin.engine.call('changePassword', change()))).toBe('ok')
    expect(await trySignIn('erin', next)).toBe('ok')
    expect(await trySignIn('erin', testPassword)).toBe('wrong_password')
  })
})

describe('the recovery code', { timeout: 120_000 }, () => {
  const recover = (device: Person, account: string, code: string, password = next) =>
    device.engine.call('recover', { server: harness.url, account, code, password })

  it('[V-5] signs in with a new password and a new code, and the old ones are dead', async () => {
    const { person: frank, code } = await owner('frank')
    const phone = await harness.newDevice()
    const made = must(await recover(phone, 'frank', code.toLowerCase().replaceAll('-', ' ')))
    expect(made.account).toBe('frank')
    expect(made.recoveryCode).not.toBe(code)
    await until(async () => (await account(frank)).alerts.length > 0, 'alerted')
    expect((await account(frank)).alerts).toEqual([{ what: 'recovered', at: expect.any(Number) }])
    expect((await account(phone)).alerts).toEqual([])
    expect(await trySignIn('frank', testPassword)).toBe('wrong_password')
    expect(await trySignIn('frank', next)).toBe('ok')
    expect(codeOf(await recover(await harness.newDevice(), 'frank', code, 'a guess at it'))).toBe(
      'wrong_code',
    )
    const third = 'a third password'
    expect(codeOf(await recover(await harness.newDevice(), 'frank', made.recoveryCode, third))).toBe('ok')
    expect(await trySignIn('frank', third)).toBe('ok')
  })

  it('[A-5] [V-5] says what is mistyped before anything is sent', async () => {
    const { code } = await owner('grace')
    const device = await harness.newDevice()
    const asked: string[] = []
    device.line.lie = {
      answer: ({ url }, response) => {
        asked.push(url)
        return response
      },
    }
    const slip = code.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
    for (const typed of [slip, code.slice(1), `${code}!`, '']) {
      expect(codeOf(await recover(device, 'grace', typed))).toBe('mistyped_code')
    }
    expect(codeOf(await recover(device, 'grace', code, 'short'))).toBe('weak_password')
    expect(asked).toEqual([])
  })

  it('[V-2] of somebody else, or for nobody, is wrong', async () => {
    const { code } = await owner('heidi')
    await owner('ivan')
    expect(codeOf(await recover(await harness.newDevice(), 'ivan', code))).toBe('wrong_code')
    expect(codeOf(await recover(await harness.newDevice(), 'nobody', code))).toBe('wrong_code')
    expect(await trySignIn('ivan', testPassword)).toBe('ok')
  })

  it('[V-5] goes on where the last answer was lost, with a code that is shown', async () => {
    const { code } = await owner('judy')
    const phone = await harness.newDevice()
    loseAnswers(phone, '/v1/account/recovered')
    expect(codeOf(await recover(phone, 'judy', code))).toBe('outcome_unknown')
    const made = must(await recover(phone, 'judy', code))
    expect(codeOf(await recover(await harness.newDevice(), 'judy', made.recoveryCode, 'a third one'))).toBe(
      'ok',
    )
  })

  it('[V-4] made anew ends the old one, and the other devices are told', async () => {
    const { person: kim, code } = await owner('kim')
    const laptop = await harness.anotherDevice(kim)
    await until(async () => (await account(laptop)).recovery === 'ready', 'told')
    const { recoveryCode } = must(await kim.engine.call('newRecoveryCode', { password: testPassword }))
    await until(async () => (await account(laptop)).alerts.length > 0, 'alerted')
    expect((await account(laptop)).alerts).toMatchObject([{ what: 'recovery-changed' }])
    expect((await account(kim)).alerts).toEqual([])
    expect(codeOf(await recover(await harness.newDevice(), 'kim', code))).toBe('wrong_code')
    expect(codeOf(await recover(await harness.newDevice(), 'kim', recoveryCode))).toBe('ok')
  })

  it('[V-4] made anew is shown also when the last answer is lost, or said not to have been', async () => {
    const { person: lena, code } = await owner('lena')
    loseAnswers(lena, '/v1/account/recovery')
    const made = must(await lena.engine.call('newRecoveryCode', { password: testPassword }))
    expect(codeOf(await recover(await harness.newDevice(), 'lena', code))).toBe('wrong_code')
    expect(made.recoveryCode).toMatch(/^(\w{4}-){6}\w{4}$/)
    let isDone = false
    lena.line.lie = {
      answer: ({ url }, response) => {
        isDone ||= url.endsWith('/v1/account/recovery')
        return isDone ? { kind: 'unreachable' } : response
      },
    }
    expect(codeOf(await lena.engine.call('newRecoveryCode', { password: testPassword }))).toBe(
      'outcome_unknown',
    )
    lena.line.lie = {}
    await lena.restart()
    await until(async () => (await account(lena)).recovery === 'unseen', 'known to be unseen')
    must(await lena.engine.call('newRecoveryCode', { password: testPassword }))
    expect((await account(lena)).recovery).toBe('ready')
  })
})

describe('the reminder', { timeout: 120_000 }, () => {
  it('comes after a week, asks for two groups, and then after longer and longer times', async () => {
    const { person: mia, code } = await owner('mia')
    const groups = code.split('-')
    expect((await account(mia)).reminder).toBeUndefined()
    await mia.restartLater(6 * day)
    expect((await account(mia)).reminder).toBeUndefined()
    await mia.restartLater(2 * day)
    const asked = (await account(mia)).reminder ?? []
    expect(asked).toHaveLength(2)
    const typed = asked.map((group) => ` ${groups[group - 1]?.toLowerCase()}`)
    expect(codeOf(await mia.engine.call('answerReminder', { groups: typed.toReversed() }))).toBe('wrong_code')
    expect(codeOf(await mia.engine.call('answerReminder', { groups: [] }))).toBe('wrong_code')
    expect((await account(mia)).reminder).toEqual(asked)
    must(await mia.engine.call('postponeReminder'))
    expect((await account(mia)).reminder).toBeUndefined()
    await mia.restartLater(2 * day)
    must(await mia.engine.call('answerReminder', { groups: typed }))
    await mia.restartLater(29 * day)
    expect((await account(mia)).reminder).toBeUndefined()
    await mia.restartLater(2 * day)
    expect((await account(mia)).reminder).toHaveLength(2)
  })

  it('is over when another device has made a new code', async () => {
    const { person: ned } = await owner('ned')
    const laptop = await harness.anotherDevice(ned)
    must(await laptop.engine.call('newRecoveryCode', { password: testPassword }))
    await until(async () => (await account(ned)).alerts.length > 0, 'alerted')
    await ned.restartLater(8 * day)
    expect((await account(ned)).reminder).toBeUndefined()
    await laptop.restartLater(8 * day)
    expect((await account(laptop)).reminder).toHaveLength(2)
  })
})

describe('a key file', { timeout: 240_000 }, () => {
  const filePassword = 'only for this file'

  it('[V-8] signs in on another device, also without the password, and ends neither it nor the code', async () => {
    const { person: olga, code } = await owner('olga')
    const dear = must(await olga.engine.call('exportKeys', { password: testPassword, filePassword }))
    const opened = await openKeyFile(dear.file, filePassword)
    if (!opened.ok) throw new Error(opened.error.code)
    expect(opened.value).toMatchObject({ account: 'olga', server: harness.url })
    // the same keys, stretched less, so that the tries below take no time
    const file = await sealKeyFile(opened.value, filePassword, { memory: 64, passes: 1, lanes: 1 })
    const enter = async (more: Partial<Commands['signInWithKeys']['params']>, device?: Person) => {
      const params = { server: harness.url, account: 'olga', file, filePassword, ...more }
      return codeOf(await (device ?? (await harness.newDevice())).engine.call('signInWithKeys', params))
    }
    const liar = await harness.newDevice()
    liar.line.lie = { answer: otherServerKey }
    expect(await enter({}, liar)).toBe('server_untrusted')
    expect(await enter({ file: file.slice(0, 200) })).toBe('not_a_key_file')
    expect(await enter({ account: 'mia' })).toBe('other_keys')
    expect(await enter({ filePassword: testPassword })).toBe('wrong_file_password')
    expect(await enter({})).toBe('ok')
    expect(await trySignIn('olga', testPassword)).toBe('ok')
    expect(await enter({ password: next })).toBe('ok')
    expect(await trySignIn('olga', testPassword)).toBe('wrong_password')
    expect(await trySignIn('olga', next)).toBe('ok')
    const params = { server: harness.url, account: 'olga', code, password: 'a third password' }
    expect(codeOf(await (await harness.newDevice()).engine.call('recover', params))).toBe('ok')
  })
})

function otherServerKey({ url }: HttpRequest, response: HttpResponse): HttpResponse {
  if (response.kind !== 'answer' || !url.endsWith('/proofs/start')) return response
  return { ...response, json: { ...(response.json as object), serverKey: 'A'.repeat(43) } }
}
