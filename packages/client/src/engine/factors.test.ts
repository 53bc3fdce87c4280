import { DatabaseSync } from 'node:sqlite'
import type { AccountSnapshot, Commands, FactorsSnapshot, Outcome, ShownPasskey } from '@sotto/client'
import { parseTotpSecret, totpCode, totpStep } from '@sotto/crypto'
import {
  befriend,
  type Harness,
  must,
  type Person,
  SoftAuthenticator,
  startHarness,
  testPassword,
  until,
} from '@sotto/testkit/harness'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.close())

const password = testPassword

function account(person: Person): Promise<AccountSnapshot> {
  return person.look('account', undefined)
}

async function factors(person: Person): Promise<FactorsSnapshot> {
  return until(async () => (await account(person)).factors, 'told of its factors')
}

function codeOf<T>(outcome: Outcome<T>): string {
  return outcome.ok ? 'ok' : outcome.error.code
}

/** What an authenticator app shows, so many codes from now. */
function shown(secret: string, ahead = 0): string {
  return totpCode(parseTotpSecret(secret) ?? new Uint8Array(), totpStep(Date.now()) + ahead)
}

async function addAuthenticator(person: Person, more: { password?: string; code?: string } = {}) {
  const { secret } = must(await person.engine.call('newAuthenticator'))
  const params = { password, secret, code: shown(secret), ...more }
  return { secret, added: await person.engine.call('addAuthenticator', params) }
}

/** Somebody with an authenticator app. */
async function guarded(name: string, where = harness) {
  const person = await where.newPerson(name)
  const { secret, added } = await addAuthenticator(person)
  return { person, secret, codes: must(added).backupCodes }
}

type Given = Partial<Commands['signIn']['params']>

async function trySignIn(name: string, given: Given = {}, where = harness) {
  const device = await where.newDevice()
  const params = { server: where.url, account: name, password, ...given }
  return { device, outcome: await device.engine.call('signIn', params) }
}

const here = (where: Harness) => ({ origin: where.url.replace('127.0.0.1', 'localhost') })

async function addPasskey(person: Person, by: SoftAuthenticator, where = harness) {
  const wanted = must(await person.engine.call('startPasskey', { password }))
  const made = { attempt: wanted.attempt, ...by.make(wanted, here(where)) }
  const prf = by.prf(wanted.prfInput)
  const given = { proof: wanted.proof, made, name: 'security key', ...(prf && { prf }) }
  return person.engine.call('addPasskey', given)
}

async function show(device: Person, by: SoftAuthenticator, where = harness) {
  const asked = must(await device.engine.call('askForPasskey', { server: where.url }))
  const passkey: ShownPasskey = { attempt: asked.attempt, ...by.show(asked, here(where)) }
  const prf = by.prf(asked.prfInput)
  return { passkey, ...(prf && { prf }) }
}

describe('an authenticator app', { timeout: 120_000 }, () => {
  it('[F-1] is asked for on a new device, which is then in; a wrong code changes nothing', async () => {
    const { person: alice, secret } = await guarded('alice')
    const bare = (await trySignIn('alice')).outcome
    expect(bare).toMatchObject({
      error: { code: 'second_factor_required', secondFactor: { has: ['authenticator', 'backup'] } },
    })
    const wrong = (await trySignIn('alice', { secondFactor: { code: '12 34' } })).outcome
    expect(wrong).toMatchObject({ error: { code: 'second_factor_wrong', secondFactor: {} } })
    expect(codeOf((await trySignIn('alice', { password: 'a guess' })).outcome)).toBe('wrong_password')
    const code = shown(secret, 1)
    const right = await trySignIn('alice', { secondFactor: { code } })
    expect(codeOf(right.outcome)).toBe('ok')
    expect(codeOf((await trySignIn('alice', { secondFactor: { code } })).outcome)).toBe('second_factor_wrong')
    const bob = await harness.newPerson('bob')
    Object.assign(right.device, must(right.outcome))
    await befriend(right.device, bob)
    expect(await factors(alice)).toMatchObject({ authenticator: true, backupCodes: 10, missing: false })
  })

  it('[F-6] needs the password and a code of its own, and says which was wrong', async () => {
    const carol = await harness.newPerson('carol')
    expect(codeOf((await addAuthenticator(carol, { password: 'a guess' })).added)).toBe('wrong_password')
    expect(codeOf((await addAuthenticator(carol, { code: '000' })).added)).toBe('second_factor_wrong')
    const bad = { password, secret: 'GEZDGNBV', code: '123456' }
    expect(codeOf(await carol.engine.call('addAuthenticator', bad))).toBe('bad_secret')
    expect(await factors(carol)).toMatchObject({ authenticator: false, backupCodes: 0 })
    expect(codeOf((await trySignIn('carol')).outcome)).toBe('ok')
  })

  it('[F-2] a device that is signed in stands for it: nothing more is asked there', async () => {
    const { person: dan } = await guarded('dan')
    const next = 'another horse altogether'
    const change = { present: { password }, next, signOutOthers: false }
    expect(codeOf(await dan.engine.call('changePassword', change))).toBe('ok')
    expect(codeOf(await dan.engine.call('removeAuthenticator', { password }))).toBe('wrong_password')
    expect(codeOf(await dan.engine.call('removeAuthenticator', { password: next }))).toBe('ok')
    expect(codeOf((await trySignIn('dan', { password: next })).outcome)).toBe('ok')
  })

  it('[F-2] [S-5] a device whose session is over comes back without a code', async () => {
    const { person: erin } = await guarded('erin')
    await harness.whileStopped(endSessions)
    await until(async () => codeOf(await erin.engine.call('devices')) === 'not_signed_in', 'signed out')
    const params = { server: harness.url, account: 'erin', password }
    const again = must(await erin.engine.call('signIn', params))
    expect(again.device).toBe(erin.device)
  })

  it('[F-2] [S-5] one that was signed out meanwhile does not', async () => {
    const { person: frank, codes } = await guarded('frank')
    const laptop = await trySignIn('frank', { secondFactor: { code: codes[0] ?? '' } })
    must(await frank.engine.call('signOutDevice', { device: must(laptop.outcome).device }))
    const out = async () => codeOf(await laptop.device.engine.call('devices')) === 'not_signed_in'
    await until(out, 'signed out')
    const params = { server: harness.url, account: 'frank', password }
    expect(codeOf(await laptop.device.engine.call('signIn', params))).toBe('second_factor_required')
    // and with a code it becomes a new device: one answer stands for both of its proofs
    const given = { ...params, secondFactor: { code: codes[1] ?? '' } }
    expect(must(await laptop.device.engine.call('signIn', given)).device).not.toBe(
      must(laptop.outcome).device,
    )
  })

  it('[V-7] and what becomes of it is told to the other devices', async () => {
    const grace = await harness.newPerson('grace')
    const laptop = await harness.anotherDevice(grace)
    await factors(laptop)
    const { added } = await addAuthenticator(grace)
    const alerts = async (count: number) => {
      await until(async () => (await account(laptop)).alerts.length === count, `${count} alerts`)
      return (await account(laptop)).alerts.map(({ what }) => what)
    }
    expect(await alerts(1)).toEqual(['authenticator-added'])
    must(await laptop.engine.call('dismissAlerts'))
    await trySignIn('grace', { secondFactor: { code: must(added).backupCodes[0] ?? '' } })
    expect(await alerts(1)).toEqual(['backup-code-used'])
    must(await laptop.engine.call('dismissAlerts'))
    must(await grace.engine.call('newBackupCodes', { password }))
    must(await grace.engine.call('removeAuthenticator', { password }))
    expect((await alerts(2)).toSorted()).toEqual(['authenticator-removed', 'backup-codes-made'])
    // one's own doing is no news; the code that somebody used is
    expect((await account(grace)).alerts.map(({ what }) => what)).toEqual(['backup-code-used'])
    expect(laptop.warnings()).toContain('authenticator_removed')
  })
})

describe('backup codes', { timeout: 120_000 }, () => {
  it('[F-4] sign in once each; a new set ends the old one', async () => {
    const { person: heidi, codes } = await guarded('heidi')
    const [first = '', second = ''] = codes
    expect(codeOf((await trySignIn('heidi', { secondFactor: { code: first } })).outcome)).toBe('ok')
    expect(codeOf((await trySignIn('heidi', { secondFactor: { code: first } })).outcome)).toBe(
      'second_factor_wrong',
    )
    const { backupCodes } = must(await heidi.engine.call('newBackupCodes', { password }))
    expect(codeOf((await trySignIn('heidi', { secondFactor: { code: second } })).outcome)).toBe(
      'second_factor_wrong',
    )
    const typed = (backupCodes[0] ?? '').toLowerCase().replace('-', ' ')
    expect(codeOf((await trySignIn('heidi', { secondFactor: { code: typed } })).outcome)).toBe('ok')
  })

  it('[F-4] are told also when the last answer is lost, or it is said that nobody knows', async () => {
    const { person: ivan } = await guarded('ivan')
    let lost = 1
    ivan.line.lie = {
      answer: ({ url }, response) => {
        if (!url.endsWith('/backup-codes') || lost-- <= 0) return response
        return { kind: 'unreachable' }
      },
    }
    const { backupCodes } = must(await ivan.engine.call('newBackupCodes', { password }))
    expect(codeOf((await trySignIn('ivan', { secondFactor: { code: backupCodes[0] ?? '' } })).outcome)).toBe(
      'ok',
    )
    let isDone = false
    ivan.line.lie = {
      answer: ({ url }, response) => {
        isDone ||= url.endsWith('/backup-codes')
        return isDone ? { kind: 'unreachable' } : response
      },
    }
    expect(codeOf(await ivan.engine.call('newBackupCodes', { password }))).toBe('outcome_unknown')
  })
})

describe('the recovery code', { timeout: 120_000 }, () => {
  it('[F-5] stands for the second factor too where that is optional', async () => {
    const judy = await harness.newDevice()
    const params = { server: harness.url, account: 'judy', password }
    const made = must(await judy.engine.call('signUp', params))
    Object.assign(judy, { account: made.account, device: made.device })
    must((await addAuthenticator(judy)).added)
    const phone = await harness.newDevice()
    const next = 'another horse altogether'
    const back = { server: harness.url, account: 'judy', code: made.recoveryCode, password: next }
    must(await phone.engine.call('recover', back))
    expect(await factors(phone)).toMatchObject({ authenticator: true })
    // who has lost the phone as well turns it off from here
    must(await phone.engine.call('removeAuthenticator', { password: next }))
  })
})

describe('a passkey', { timeout: 120_000 }, () => {
  it('[F-8] signs in without name and password, and reads on', async () => {
    const kim = await harness.newPerson('kim')
    const by = new SoftAuthenticator()
    expect(must(await addPasskey(kim, by)).backupCodes).toHaveLength(10)
    expect(await factors(kim)).toMatchObject({
      passkeys: [{ name: 'security key', opens: true }],
      backupCodes: 10,
    })
    const phone = await harness.newDevice()
    const entrance = { server: harness.url, ...(await show(phone, by)) }
    const entered = must(await phone.engine.call('signInWithPasskey', entrance))
    expect(entered.account).toBe('kim')
    Object.assign(phone, entered)
    expect(codeOf(await phone.engine.call('signOut'))).toBe('ok')
    expect(codeOf(await phone.engine.call('signInWithPasskey', entrance))).toBe('unknown_passkey')
  })

  it('[F-8] opens the vault with its own PRF alone', async () => {
    const lena = await harness.newPerson('lena')
    const by = new SoftAuthenticator()
    must(await addPasskey(lena, by))
    const phone = await harness.newDevice()
    const given = await show(phone, by)
    const wrongPrf = { ...given, prf: new Uint8Array(32) }
    const refused = await phone.engine.call('signInWithPasskey', { server: harness.url, ...wrongPrf })
    expect(codeOf(refused)).toBe('server_untrusted')
  })

  it('[F-7] without a PRF is a second factor, and says so', async () => {
    const mia = await harness.newPerson('mia')
    const by = new SoftAuthenticator({ hasPrf: false })
    must(await addPasskey(mia, by))
    expect((await factors(mia)).passkeys).toMatchObject([{ opens: false }])
    const phone = await harness.newDevice()
    const alone = { server: harness.url, ...(await show(phone, by)) }
    expect(codeOf(await phone.engine.call('signInWithPasskey', alone))).toBe('passkey_needs_password')
    const { passkey } = await show(phone, by)
    const params = { server: harness.url, account: 'mia', password, secondFactor: { passkey } }
    expect(codeOf(await phone.engine.call('signIn', params))).toBe('ok')
  })

  it('[F-9] is called by a name that the server can’t read, and removed', async () => {
    const ned = await harness.newPerson('ned')
    const by = new SoftAuthenticator()
    must(await addPasskey(ned, by))
    const laptop = await harness.newDevice()
    Object.assign(
      laptop,
      must(
        await laptop.engine.call('signInWithPasskey', { server: harness.url, ...(await show(laptop, by)) }),
      ),
    )
    const [{ id } = { id: '' }] = (await factors(ned)).passkeys
    must(await ned.engine.call('renamePasskey', { id, name: ' blue   key ' }))
    const renamed = async () => (await factors(laptop)).passkeys[0]?.name === 'blue key'
    await until(renamed, 'renamed elsewhere')
    expect(codeOf(await ned.engine.call('renamePasskey', { id, name: ' ' }))).toBe('bad_device_name')
    must(await laptop.engine.call('removePasskey', { password, id }))
    await until(async () => (await factors(ned)).passkeys.length === 0, 'gone elsewhere')
    const phone = await harness.newDevice()
    const late = { server: harness.url, ...(await show(phone, by)) }
    expect(codeOf(await phone.engine.call('signInWithPasskey', late))).toBe('unknown_passkey')
    expect(codeOf((await trySignIn('ned')).outcome)).toBe('ok')
  })

  it('[V-3] sets a new password where the old one is not at hand, and the old one is dead', async () => {
    const pia = await harness.newPerson('pia')
    const by = new SoftAuthenticator()
    must(await addPasskey(pia, by))
    const next = 'a loud heron in the reeds'
    const change = async (present: Commands['changePassword']['params']['present']) =>
      codeOf(await pia.engine.call('changePassword', { present, next, signOutOthers: false }))
    const shown = await show(pia, by)
    // what opens nothing sets nothing, whatever was shown beside it
    expect(await change({ passkey: shown.passkey })).toBe('passkey_needs_password')
    expect(await change({ ...(await show(pia, by)), prf: new Uint8Array(32) })).toBe('server_untrusted')
    expect(await change(await show(pia, by))).toBe('ok')
    // an answer is good once
    expect(await change(shown)).toBe('unknown_passkey')
    expect(codeOf((await trySignIn('pia')).outcome)).toBe('wrong_password')
    const { passkey } = await show(pia, by)
    const again = await trySignIn('pia', { password: next, secondFactor: { passkey } })
    expect(codeOf(again.outcome)).toBe('ok')
  })

  it('[V-3] of somebody else sets no password, also where their screen is used', async () => {
    const quinn = await harness.newPerson('quinn')
    must(await addPasskey(quinn, new SoftAuthenticator()))
    const rita = await harness.newPerson('rita')
    const ritas = new SoftAuthenticator()
    must(await addPasskey(rita, ritas))
    const params = { present: await show(quinn, ritas), next: 'rita’s choice', signOutOthers: false }
    expect(codeOf(await quinn.engine.call('changePassword', params))).toBe('passkey_of_another')
  })

  it('[DL-5] signs another device in without the password, which one that opens nothing does not', async () => {
    const sam = await harness.newPerson('sam')
    const [by, plain] = [new SoftAuthenticator(), new SoftAuthenticator({ hasPrf: false })]
    must(await addPasskey(sam, by))
    const terminal = await harness.newDevice()
    const { code, ticket } = must(await terminal.engine.call('askForSignIn', { server: harness.url }))
    const waiting = terminal.engine.call('awaitSignIn', { ticket, account: 'sam' })
    must(await addPasskey(sam, plain))
    const admit = async (with_: SoftAuthenticator) =>
      codeOf(await sam.engine.call('admitDevice', { code, ...(await show(sam, with_)) }))
    expect(await admit(plain)).toBe('passkey_needs_password')
    expect(await admit(by)).toBe('ok')
    const { device } = must(await waiting)
    expect(must(await sam.engine.call('devices')).map((one) => one.device)).toContain(device)
  })
})

describe('a server that wants a second factor', { timeout: 120_000 }, () => {
  it('[F-5] [F-10] is told of before anything else, and lets in whoever has set one up', async () => {
    const strict = await startHarness({ env: { SOTTO_SECOND_FACTOR: 'required' } })
    const olga = await strict.newDevice()
    const params = { server: strict.url, account: 'olga', password }
    const made = must(await olga.engine.call('signUp', params))
    Object.assign(olga, { account: made.account, device: made.device })
    expect(await factors(olga)).toMatchObject({ policy: 'required', missing: true })
    expect(codeOf(await olga.engine.call('devices'))).toBe('second_factor_missing')
    const { secret, added } = await addAuthenticator(olga)
    const { backupCodes } = must(added)
    expect((await factors(olga)).missing).toBe(false)
    const pat = await guarded('pat', strict)
    await befriend(olga, pat.person)
    expect(codeOf(await olga.engine.call('removeAuthenticator', { password }))).toBe('second_factor_missing')
    const { outcome } = await trySignIn('olga', { secondFactor: { code: shown(secret, 1) } }, strict)
    expect(codeOf(outcome)).toBe('ok')
    // there the recovery code stands for the password alone
    const phone = await strict.newDevice()
    const back = { server: strict.url, account: 'olga', code: made.recoveryCode, password: 'a third horse' }
    expect(codeOf(await phone.engine.call('recover', back))).toBe('second_factor_required')
    const given = { ...back, secondFactor: { code: backupCodes[0] ?? '' } }
    expect(codeOf(await phone.engine.call('recover', given))).toBe('ok')
    await strict.close()
  })
})

async function endSessions(dataDir: string): Promise<void> {
  const db = new DatabaseSync(`${dataDir}/sotto.db`)
  db.exec('UPDATE session SET ended = 1')
  db.close()
}
