import type { ProfileSnapshot } from '@sotto/client'
import { accountSigningKey, generateRootKey, sealProfilePart } from '@sotto/crypto'
import {
  befriend,
  type Harness,
  type Lie,
  must,
  type Person,
  startHarness,
  until,
} from '@sotto/testkit/harness'
import { bytesToBase64url, encodeProfile, type Schemas } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3)

describe('what people say of themselves', () => {
  let harness: Harness
  beforeAll(async () => {
    harness = await startHarness()
  })
  afterAll(() => harness.close())

  /** Fresh accounts; the first has met each of the others. */
  async function people<const N extends readonly string[]>(...names: N): Promise<{ [K in keyof N]: Person }> {
    const all: Person[] = []
    for (const name of names) all.push(await harness.newPerson(name))
    const [first, ...others] = all
    for (const other of others) if (first !== undefined) await befriend(first, other)
    return all as { [K in keyof N]: Person }
  }

  it('[PR-3] [PR-5] a profile is seen by those one talks to, by nobody else, and not by the server', async () => {
    const [alice, bob, carol] = [...(await people('alice', 'bob')), await harness.newPerson('carol')]
    const said = { name: 'Alice Liddell', title: 'Editor', about: 'Hello\nthere', pronouns: 'she/her' }
    must(await alice.engine.call('setProfile', { ...said, picture: jpeg }))
    await shows(bob, alice, { ...said, location: '', alike: false, picture: { bytes: jpeg } })
    await shows(alice, alice, { ...said, own: true, audience: 'people' })
    expect(await profile(carol, alice)).toMatchObject({ name: '', title: '' })
    await harness.whileStopped(async (dataDir) => {
      const { readFileSync, readdirSync } = await import('node:fs')
      for (const file of readdirSync(dataDir).filter((one) => one.includes('.db')))
        expect(readFileSync(`${dataDir}/${file}`).includes('Liddell')).toBe(false)
    })
    must(await alice.engine.call('setProfile', { title: 'Publisher', picture: null }))
    await shows(bob, alice, { name: 'Alice Liddell', title: 'Publisher' })
    expect(await profile(bob, alice)).not.toHaveProperty('picture')
    expect([alice, bob, carol].flatMap((one) => one.warnings())).toEqual([])
  })

  it('[PR-3] [C-6] who is asked sees who asks, and is seen only once they have accepted', async () => {
    const [asker, asked] = [await harness.newPerson('asker'), await harness.newPerson('asked')]
    must(await asker.engine.call('setProfile', { name: 'The Asker' }))
    must(await asked.engine.call('setProfile', { name: 'The Asked' }))
    const talk = await asker.direct(asked)
    await asker.send(talk, 'hello')
    await shows(asked, asker, { name: 'The Asker' })
    expect(await profile(asker, asked)).toMatchObject({ name: '' })
    must(await asked.engine.call('acceptRequest', { conversation: talk }))
    await shows(asker, asked, { name: 'The Asked' })
  })

  it('[PR-3] somebody who is added to a group sees those who told it there, without their doing anything', async () => {
    const [dora, emil, frida] = await people('dora', 'emil', 'frida')
    must(await dora.engine.call('setProfile', { name: 'Dora D' }))
    must(await emil.engine.call('setProfile', { name: 'Emil E' }))
    const group = await dora.group('Club', [emil])
    await dora.send(group, 'welcome')
    await emil.sees(group, 'welcome')
    await shows(dora, emil, { name: 'Emil E' })
    await until(
      () =>
        dora.disk.look(
          'sotto',
          `SELECT 1 FROM profiles_told WHERE account = 'emil' AND conversation = '${group}'`,
        ).length === 1,
      'told in the group',
    )
    emil.goOffline()
    must(await dora.engine.call('addMembers', { conversation: group, members: [frida.account] }))
    await shows(frida, emil, { name: 'Emil E' })
    await shows(frida, dora, { name: 'Dora D' })
  })

  it('[PR-4] is the same on all devices of the account, those that come later too, and there without a connection', async () => {
    const [gina, hugo] = await people('gina', 'hugo')
    must(await hugo.engine.call('setProfile', { name: 'Hugo H' }))
    must(await gina.engine.call('setProfile', { name: 'Gina G' }))
    await shows(gina, hugo, { name: 'Hugo H' })
    await until(
      () => gina.disk.look('sotto', `SELECT 1 FROM synced WHERE kind = 'profile' AND told < 2`).length === 0,
      'told',
    )
    const phone = await harness.anotherDevice(gina)
    await shows(phone, hugo, { name: 'Hugo H' })
    await shows(phone, gina, { name: 'Gina G', own: true })
    const both = [
      gina.engine.call('setProfile', { title: 'Pilot' }),
      phone.engine.call('setProfile', { location: 'Bern' }),
    ]
    for (const one of await Promise.all(both)) must(one)
    for (const one of [gina, phone, hugo]) await shows(one, gina, { title: 'Pilot', location: 'Bern' })
    phone.goOffline()
    await phone.restart()
    phone.goOffline()
    expect(await profile(phone, hugo)).toMatchObject({ name: 'Hugo H' })
    expect(phone.warnings()).toEqual([])
  })

  it('[PR-6] [C-7] who is blocked reads nothing that follows, and the others do', async () => {
    const [ida, jan, kurt] = await people('ida', 'jan', 'kurt')
    must(await ida.engine.call('setProfile', { name: 'Ida I' }))
    await shows(jan, ida, { name: 'Ida I' })
    const before = keyOf(jan, 'ida')
    must(await ida.engine.call('block', { account: jan.account }))
    must(await ida.engine.call('setProfile', { title: 'Free' }))
    await shows(kurt, ida, { title: 'Free' })
    expect(keyOf(kurt, 'ida')).not.toEqual(before)
    // also when the server gives the blocked one everything all the same
    const all = await raw(kurt, ida)
    jan.line.lie = onProfiles(() => all)
    expect(keyOf(jan, 'ida')).toEqual(before)
    expect(await profile(jan, ida)).toMatchObject({ name: 'Ida I', title: '' })
  })

  it('[PR-6] [C-7] a key that could not be replaced when somebody was blocked is replaced with the next connection', async () => {
    const [lena, max, nils] = await people('lena', 'max', 'nils')
    must(await lena.engine.call('setProfile', { name: 'Lena L' }))
    await shows(nils, lena, { name: 'Lena L' })
    const before = keyOf(nils, 'lena')
    lena.line.lie = {
      divert: (request) =>
        request.method === 'PUT' && request.url.endsWith('/v1/account/profile')
          ? { ...request, url: `${request.url}/nowhere` }
          : undefined,
    }
    must(await lena.engine.call('block', { account: max.account }))
    lena.line.lie = {}
    await lena.restart()
    await until(() => String(keyOf(nils, 'lena')) !== String(before), 'another key')
    await shows(nils, lena, { name: 'Lena L' })
  })

  it('[PR-5] everyone on the server may read it where the account wants that, and not a moment longer', async () => {
    const [otto, petra] = [await harness.newPerson('otto'), await harness.newPerson('petra')]
    must(await otto.engine.call('setProfile', { name: 'Otto O', audience: 'everyone' }))
    await shows(petra, otto, { name: 'Otto O' })
    const before = keyOf(petra, 'otto')
    must(await otto.engine.call('setProfile', { audience: 'people', title: 'Secret' }))
    expect(await profile(petra, otto)).toMatchObject({ name: 'Otto O', title: '' })
    expect(keyOf(otto, 'otto')).not.toEqual(before)
  })

  describe('a server that lies', () => {
    it('[PR-5] an older profile than was seen is named and not taken', async () => {
      const [rosa, saul] = await people('rosa', 'saul')
      must(await rosa.engine.call('setProfile', { name: 'Rosa One' }))
      let kept: Schemas['Profiles'] | undefined
      saul.line.lie = onProfiles((given) => {
        if (given.profiles.some((one) => one.profile !== undefined)) kept ??= given
        return given
      })
      await shows(saul, rosa, { name: 'Rosa One' })
      must(await rosa.engine.call('setProfile', { name: 'Rosa Two' }))
      await shows(saul, rosa, { name: 'Rosa Two' })
      saul.line.lie = onProfiles((given) => kept ?? given)
      expect(await profile(saul, rosa)).toMatchObject({ name: 'Rosa Two' })
      expect(saul.warnings()).toEqual(['profile_old'])
    })

    it('[PR-5] an older one than the account has told is named by who never saw the newer', async () => {
      const [tara, uwe] = await people('tara', 'uwe')
      must(await tara.engine.call('setProfile', { name: 'Tara One', audience: 'everyone' }))
      const old = await raw(uwe, tara)
      uwe.line.lie = onProfiles(() => ({ profiles: [] }))
      must(await tara.engine.call('setProfile', { name: 'Tara Two', audience: 'people' }))
      await until(() => String(keyOf(uwe, 'tara')) === String(keyOf(tara, 'tara')), 'the new key was told')
      uwe.line.lie = onProfiles(() => old)
      await uwe.engine.call('person', { account: 'tara' })
      expect(uwe.warnings()).toContain('profile_old')
      expect(await profile(uwe, tara)).not.toMatchObject({ name: 'Tara Two' })
    })

    it('[PR-2] one that a friend with the key and the server have made together is nobody’s', async () => {
      const [vera, willi] = await people('vera', 'willi')
      must(await vera.engine.call('setProfile', { name: 'Vera V' }))
      await shows(willi, vera, { name: 'Vera V' })
      const key = keyOf(willi, 'vera')
      const mallory = accountSigningKey(generateRootKey())
      const place = { account: vera.account, part: 'profile', version: 99 } as const
      const facts = { name: 'Vera the Fool', title: '', about: '', location: '', pronouns: '' }
      const body = encodeProfile({ ...facts, picture: new Uint8Array(), audience: 'people' })
      const forged = bytesToBase64url(await sealProfilePart(place, { body, key, accountKey: mallory }))
      willi.line.lie = onProfiles(() => ({
        profiles: [{ account: 'vera', profileVersion: 99, profile: forged, statusVersion: 0 }],
      }))
      expect(await profile(willi, vera)).toMatchObject({ name: 'Vera V' })
      expect(willi.warnings()).toEqual(['profile_forged'])
      willi.line.lie = {}
      must(await vera.engine.call('setProfile', { name: 'Vera W' }))
      await shows(willi, vera, { name: 'Vera W' })
    })

    it('[PR-4] [PR-5] an older own profile is not taken by a new device, nor written back', async () => {
      const [xenia] = await people('xenia')
      must(await xenia.engine.call('setProfile', { name: 'Xenia One' }))
      let kept: Schemas['OwnProfile'] | undefined
      xenia.line.lie = onOwn((own) => {
        kept ??= own
        return own
      })
      await profile(xenia, xenia)
      must(await xenia.engine.call('setProfile', { name: 'Xenia Two' }))
      xenia.line.lie = onOwn((own) => kept ?? own)
      expect(await profile(xenia, xenia)).toMatchObject({ name: 'Xenia Two' })
      expect(xenia.warnings()).toContain('profile_old')
    })
  })

  it('[PR-3] a member who tells a false key for somebody else is not believed over them', async () => {
    const [yara, zoe] = await people('yara', 'zoe')
    must(await yara.engine.call('setProfile', { name: 'Yara Y' }))
    await shows(zoe, yara, { name: 'Yara Y' })
    const before = keyOf(zoe, 'yara')
    // a client that passes a made-up key on for its friend
    const group = await zoe.group('Trap', [yara])
    await zoe.send(group, 'hello')
    await yara.sees(group, 'hello')
    yara.crash()
    yara.disk.look('sotto', `INSERT OR REPLACE INTO profiles_told VALUES ('${group}', 'zoe', randomblob(32))`)
    yara.disk.look('sotto', `INSERT OR REPLACE INTO profile_errands VALUES ('${group}', 1)`)
    await yara.start()
    await yara.send(group, 'after it')
    await zoe.sees(group, 'after it')
    expect(keyOf(zoe, 'yara')).toEqual(before)
    expect(keysAt(zoe, 'zoe')).toEqual([])
  })

  it('[PR-9] two people whose names look the same are told apart, and somebody who takes an account’s name, too', async () => {
    const [anna, berta, clara, dirk] = await people('anna', 'berta', 'clara', 'dirk')
    must(await berta.engine.call('setProfile', { name: 'Helena' }))
    await shows(anna, berta, { name: 'Helena', alike: false })
    must(await clara.engine.call('setProfile', { name: 'НELЕNА' }))
    await shows(anna, clara, { alike: true })
    await shows(anna, berta, { alike: true })
    must(await dirk.engine.call('setProfile', { name: 'Anna' }))
    await shows(anna, dirk, { alike: true })
    must(await clara.engine.call('setProfile', { name: 'Clara' }))
    await shows(anna, berta, { alike: false })
  })

  it('[PR-8] [PR-9] what is no name or no picture is refused with a sentence, and nothing changes', async () => {
    const [eva] = await people('eva')
    const set = (given: object) => eva.engine.call('setProfile', given)
    expect(await set({ name: 'x'.repeat(65) })).toMatchObject({ error: { code: 'bad_profile' } })
    expect(await set({ name: 'Eva\u202e' })).toMatchObject({ error: { code: 'bad_profile' } })
    expect(await set({ picture: Uint8Array.of(1) })).toMatchObject({ error: { code: 'bad_picture' } })
    const large = new Uint8Array(70_000)
    large.set(jpeg)
    expect(await set({ picture: large })).toMatchObject({ error: { code: 'bad_picture' } })
    eva.goOffline()
    expect(await set({ name: 'Eva' })).toMatchObject({ error: { code: 'offline' } })
    expect(await profile(eva, eva)).toMatchObject({ name: '' })
  })
})

async function profile(on: Person, of: Person): Promise<ProfileSnapshot> {
  return must(await on.engine.call('person', { account: of.account }))
}

async function shows(on: Person, of: Person, wanted: object): Promise<void> {
  const find = async () => {
    try {
      expect(await on.look('person', { account: of.account })).toMatchObject(wanted)
      return true
    } catch {
      return undefined
    }
  }
  await until(find, `${on.account} sees ${JSON.stringify(wanted)} of ${of.account}`)
}

function keysAt(on: Person, account: string): readonly unknown[] {
  return on.disk
    .look('sotto', `SELECT key FROM profiles WHERE account = '${account}' AND key IS NOT NULL`)
    .map((row) => row.key)
}

function keyOf(on: Person, account: string): Uint8Array {
  const [key] = keysAt(on, account)
  if (!(key instanceof Uint8Array)) throw new Error('no key')
  return key
}

function onProfiles(change: (given: Schemas['Profiles']) => Schemas['Profiles']): Lie {
  return onAnswerTo('/v1/profiles/read', change as (json: unknown) => unknown)
}

function onOwn(change: (given: Schemas['OwnProfile']) => Schemas['OwnProfile']): Lie {
  return onAnswerTo('/v1/account/profile', change as (json: unknown) => unknown)
}

function onAnswerTo(path: string, change: (json: unknown) => unknown): Lie {
  return {
    answer: (request, response) =>
      request.url.endsWith(path) && response.kind === 'answer' && response.status === 200
        ? { ...response, json: change(response.json) }
        : response,
  }
}

/** What the server gives of it to who has seen nothing yet. */
async function raw(on: Person, of: Person): Promise<Schemas['Profiles']> {
  on.crash()
  on.disk.look('sotto', `DELETE FROM profiles WHERE account = '${of.account}'`)
  await on.start()
  let seen: Schemas['Profiles'] | undefined
  on.line.lie = onProfiles((given) => {
    if (given.profiles.some((one) => one.profile !== undefined)) seen ??= given
    return given
  })
  const ask = async () => {
    await profile(on, of)
    return seen
  }
  return until(ask, `the server gives the profile of ${of.account}`)
}
