import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { verifyTreeHead } from '@sotto/crypto'
import { type Rewriting, rewriteData } from '@sotto/server/testing'
import { base64urlToBytes, type ConversationId, limits, type Schemas } from '@sotto/wire'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { befriend, type Harness, startFriends } from '../harness.ts'
import type { Lie } from '../line.ts'
import { must, type Person } from '../person.ts'
import { until } from '../until.ts'
import { Impostor } from './impostor.ts'
import { busy, goesOn, isWarned, onAnswer, onListed, onRequest } from './lies.ts'

type LookedUp = Schemas['LookedUp']

describe('a server that lies in its key log', () => {
  let harness: Harness
  let alice: Person
  let bob: Person
  let talk: ConversationId
  beforeAll(async () => {
    ;({ harness, alice, bob, talk } = await startFriends())
  })
  afterEach(async () => {
    for (const person of [alice, bob]) {
      person.line.lie = {}
      await goOn(person)
      person.events.length = 0
    }
  })
  afterAll(() => harness.close())

  it('[KT-10] shows two people two truths: their messages tell, and both heads are kept', async () => {
    const other = await harness.forkServer((folder) => withRogue(folder, 'alice'))
    bob.line.lie = transparencyAt(other)
    await harness.newPerson('meanwhile')
    await look(alice)
    await look(bob)
    await bob.send(talk, 'what do you see?')
    await isWarned(alice, 'directory_split')
    const doubt = await doubtOf(alice)
    expect(doubt).toMatchObject({ kind: 'split', about: 'bob' })
    expect(doubt?.text).toContain('shown you and bob two different key directories')
    const heads = await Promise.all((doubt?.heads ?? []).map(headIn))
    expect(heads.map((one) => one.size)).toHaveLength(2)
    expect(new Set(heads.map((one) => Buffer.from(one.log).toString('hex'))).size).toBe(1)
    await alice.send(talk, 'something else than you')
    await isWarned(bob, 'directory_split')
    const added = await alice.engine.call('openDirect', { account: name('meanwhile') })
    expect(added).toMatchObject({ error: { code: 'directory_untrusted' } })
    await alice.restart()
    expect(await doubtOf(alice)).toMatchObject({ kind: 'split', about: 'bob' })
    for (const person of [alice, bob]) {
      person.line.lie = {}
      await goOn(person)
    }
    expect(must(await alice.engine.call('directoryDoubts')).at(-1)).toMatchObject({ settled: true })
    await alice.direct(await harness.newPerson('afterwards'))
    await goesOn(talk, alice, bob)
  })

  it('[KT-10] shows one person a log that stands still: a message of somebody who has seen more tells', async () => {
    await look(alice)
    const still = await harness.forkServer()
    alice.line.lie = transparencyAt(still)
    await harness.newPerson('later-one')
    await look(bob)
    await bob.send(talk, 'there is more')
    await isWarned(alice, 'directory_split')
    alice.line.lie = {}
    await goOn(alice)
    await goesOn(talk, alice, bob)
  })

  it('[KT-8] [KT-11] shows an older head: nobody new is taken from it, and honest answers are again', async () => {
    const older = await harness.forkServer()
    const newer = await harness.newPerson('newer-one')
    await look(alice)
    await alice.restart()
    alice.line.lie = transparencyAt(older)
    expect(await alice.engine.call('openDirect', { account: newer.account })).toMatchObject({
      error: { code: 'directory_unproven' },
    })
    await isWarned(alice, 'directory_older')
    expect(await doubtOf(alice)).toMatchObject({ kind: 'older' })
    alice.line.lie = {}
    await alice.direct(newer)
    expect(await doubtOf(alice)).toBeUndefined()
  })

  it('[KT-9] keeps a sign-out from the log: whoever has signed it notices', async () => {
    const ivan = await harness.newPerson('ivan')
    const second = await harness.anotherDevice(ivan)
    await look(ivan)
    const withoutIt = await harness.forkServer((folder) => withRogue(folder, 'bob'))
    // before the sign-out: a connection made meanwhile asks too, and must not see the other log
    ivan.line.lie = transparencyAt(withoutIt)
    must(await ivan.engine.call('signOutDevice', { device: second.device }))
    await look(ivan)
    await isWarned(ivan, 'directory_withheld')
  })

  it('[KT-9] slips a device into an account and takes it out again between two heads: the account notices', async () => {
    const judy = await harness.newPerson('judy')
    await look(judy)
    const after = await harness.forkServer((folder) =>
      rewriteData(folder, async (data) => {
        const rogue = await addRogue(data, 'judy')
        const revocation = Buffer.from(rogue.revocationOf(rogue.device), 'base64url')
        const { account, device } = rogue
        const most = limits.revocationsPerAccount
        await data.accounts.revokeDevice({ account, device, revocation }, most, 1)
      }),
    )
    const mine = onAnswer<Schemas['AccountHistory']>(/\/history/, ({ versions }) => ({
      versions: [...versions.slice(0, 1), ...versions.slice(0, 1), ...versions.slice(0, 1)],
    }))
    for (const lie of [transparencyAt(after), { ...transparencyAt(after), ...mine }]) {
      judy.events.length = 0
      judy.line.lie = lie
      await look(judy)
      await isWarned(judy, 'directory_foreign_version')
      expect((await doubtOf(judy))?.text).toContain('that you never signed')
      judy.line.lie = {}
      await goOn(judy)
    }
  })

  it('[KT-7] takes back in secret what the map had said: who audits the log notices', async () => {
    await look(alice)
    const after = await harness.forkServer((folder) =>
      rewriteData(folder, async (data) => {
        const { database } = data
        const nodes = database.prepare('SELECT place, node FROM map_node').all()
        await addRogue(data, 'bob')
        await database.write(() => {
          database.prepare('DELETE FROM map_node').run()
          const insert = database.prepare('INSERT INTO map_node VALUES (?, ?)')
          for (const row of nodes) insert.run(row.place as Uint8Array, row.node as Uint8Array)
          database.prepare(`DELETE FROM account_version WHERE account = 'bob' AND version = 2`).run()
          database.prepare(`DELETE FROM device WHERE account = 'bob' AND id <> ?`).run(bob.device)
        })
        await addRogue(data, 'meanwhile')
      }),
    )
    alice.line.lie = transparencyAt(after)
    await look(alice)
    await isWarned(alice, 'directory_rewritten')
    expect(await alice.engine.call('openDirect', { account: name('nobody') })).toMatchObject({
      error: { code: 'directory_untrusted' },
    })
  })

  it('[KT-6] denies that somebody exists: it can’t prove it', async () => {
    const kim = await harness.newPerson('kim')
    const lies: readonly Lie[] = [
      denied(({ state: _, ...one }) => one),
      denied(({ account, proof }) => ({ account, proof: { path: proof.path } })),
      denied(({ account, proof }, others) => ({ account, proof: { ...proof, ...others[0]?.proof } })),
      onAnswer<LookedUp>(/\/lookup$/, (json) => ({ ...json, accounts: json.accounts.slice(0, 1) })),
    ]
    for (const lie of lies) {
      alice.line.lie = unlessAsked(kim, lie)
      const asked = await alice.engine.call('openDirect', { account: kim.account })
      expect(asked).toMatchObject({ error: { code: 'directory_unproven' } })
    }
    expect(alice.warnings()).toEqual(['directory_unproven'])
    alice.line.lie = {}
    await goesOn(await alice.direct(kim), alice, kim)
    expect(await alice.engine.call('openDirect', { account: name('never-was') })).toMatchObject({
      error: { code: 'unknown_person' },
    })
  })

  it('[KT-4] [KT-8] signs wrongly, or proves what it was not asked: nothing of it is taken', async () => {
    const leo = await harness.newPerson('leo')
    const kept: LookedUp[] = []
    alice.line.lie = onAnswer<LookedUp>(/\/lookup$/, (json) => {
      kept.push(json)
      return { ...json, head: flipped(json.head) }
    })
    const ask = () => alice.engine.call('openDirect', { account: leo.account })
    expect(await ask()).toMatchObject({ error: { code: 'directory_unproven' } })
    const lies: readonly Lie[] = [
      onListed(/^leo$/, (state) => ({ ...state, version: state.version + 1 })),
      onListed(/^leo$/, (state) => ({ ...state, devices: [] })),
      onListed(/^leo$/, (state) => ({ ...state, previous: flipped(state.previous) })),
      onAnswer<LookedUp>(/\/lookup$/, (json) => ({ ...json, newest: { ...json.newest, path: '' } })),
      onAnswer<LookedUp>(/\/lookup$/, (json) => {
        const entry = flipped(json.newest.entry)
        return { ...json, newest: { ...json.newest, entry } }
      }),
    ]
    for (const lie of lies) {
      alice.line.lie = lie
      expect(await ask()).toMatchObject({ error: { code: 'directory_unproven' } })
    }
    expect(kept).toHaveLength(1)
    alice.line.lie = {}
    must(await ask())
    expect(await doubtOf(alice)).toBeUndefined()
  })

  it('[KT-10] shows somebody a log of another key: their messages tell, and nothing is stopped by their word', async () => {
    const mia = await harness.newDevice()
    mia.line.lie = onRequest(/\/transparency\//, () => busy)
    await mia.signUp('mia')
    mia.line.lie = transparencyAt(await harness.forkServer(async (folder) => forgetLogKey(folder)))
    const withMia = await befriend(mia, alice)
    await isWarned(alice, 'directory_differs')
    expect(await doubtOf(alice)).toMatchObject({ kind: 'differs', about: 'mia' })
    await alice.direct(await harness.newPerson('after-mia'))
    await goesOn(withMia, alice, mia)
  })

  it('[KT-12] begins a new log: everybody is asked, goes on with it, and trusts whom they trusted', async () => {
    await look(alice)
    await look(bob)
    await harness.whileStopped(async (folder) => forgetLogKey(folder))
    for (const person of [alice, bob]) {
      await isWarned(person, 'directory_other_log')
      await goOn(person)
    }
    await look(alice)
    await look(bob)
    await goesOn(talk, alice, bob)
    expect([await doubtOf(alice), await doubtOf(bob)]).toEqual([undefined, undefined])
    expect(alice.warnings()).not.toContain('key_changed')
    await alice.direct(await harness.newPerson('in-the-new-log'))
  })

  it('[KT-12] is restored from an old backup: what is older is not taken, what grows from it is told', async () => {
    let backup = ''
    await harness.whileStopped(async (folder) => {
      backup = `${folder}-backup`
      await cp(folder, backup, { recursive: true })
    })
    await harness.newPerson('lost-with-the-disk')
    await look(alice)
    await harness.whileStopped(async (folder) => {
      await rm(folder, { recursive: true })
      await cp(backup, folder, { recursive: true })
    })
    await isWarned(alice, 'directory_older')
    for (const one of ['new-one', 'new-two']) await harness.newPerson(one)
    await look(alice)
    await isWarned(alice, 'directory_split')
    await goOn(alice)
    await alice.direct(await harness.newPerson('new-three'))
  })

  /** With accounts as they are, and a device more that its account never signed. */
  async function addRogue({ accounts }: Rewriting, to: string): Promise<Impostor> {
    const rogue = new Impostor(name(to))
    const device = rogue.asDevice()
    const session = {
      ...{ session: randomBytes(16).toString('hex') as never, account: rogue.account },
      ...{ device: rogue.device, created: 1, tokenHash: randomBytes(32), tokenExpires: 2 },
    }
    expect((await accounts.addDevice(device, session, 99, { way: 'key' })).kind).toBe('added')
    return rogue
  }

  const withRogue = (folder: string, account: string) =>
    rewriteData(folder, async (data) => {
      await addRogue(data, account)
    })

  const name = (text: string) => text as Person['account']
})

/** The key log as another server shows it; all else as it is. */
function transparencyAt(host: string): Lie {
  return {
    divert: (request) => {
      const path = request.url.match(/\/v1\/transparency\/.*$/)?.[0]
      return path === undefined ? undefined : { ...request, url: `http://${host}${path}` }
    },
  }
}

type Found = LookedUp['accounts'][number]

/** The last that was asked for is answered so. */
function denied(change: (one: Found, others: readonly Found[]) => Found): Lie {
  return onAnswer<LookedUp>(/\/lookup$/, (json) => ({
    ...json,
    accounts: json.accounts.map((one, at, all) =>
      at === all.length - 1 && at > 0 ? change(one, all.slice(0, at)) : one,
    ),
  }))
}

/** Nobody is answered but about this person: a good answer in between ends a doubt of the moment (KT-11). */
function unlessAsked({ account }: Person, { answer }: Lie): Lie {
  return {
    answer: (request, response) => {
      if (!request.url.endsWith('/lookup')) return response
      const { accounts } = request.json as { readonly accounts: readonly string[] }
      if (!accounts.includes(account)) return { kind: 'unreachable' }
      return answer?.(request, response) ?? response
    },
  }
}

let looks = 0

/** Looks somebody up whom nobody knows. */
async function look(person: Person): Promise<void> {
  const account = `looked-for-${++looks}` as Person['account']
  await until(async () => {
    const looked = await person.engine.call('openDirect', { account })
    return !looked.ok && looked.error.code !== 'offline'
  }, 'the server answers')
}

type Doubt = Extract<Awaited<ReturnType<typeof directoryOf>>, { state: 'doubtful' }>

async function doubtOf(person: Person): Promise<Doubt | undefined> {
  const snapshot = await directoryOf(person)
  return snapshot.state === 'good' ? undefined : snapshot
}

function directoryOf(person: Person) {
  return person.look('directory', undefined)
}

/** As somebody who has looked at the doubt and goes on. */
async function goOn(person: Person): Promise<void> {
  for (let doubt = await doubtOf(person); doubt !== undefined; doubt = await doubtOf(person)) {
    must(await person.engine.call('acceptDirectory', { since: doubt.since }))
  }
}

async function headIn(text: string) {
  const read = await verifyTreeHead(base64urlToBytes(text) ?? new Uint8Array())
  if (!read.ok) throw new Error(read.error.code)
  return read.value
}

function flipped(text: string): string {
  const bytes = Buffer.from(text, 'base64url')
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1)
  return bytes.toString('base64url')
}

/** As an operator begins a new log. */
function forgetLogKey(folder: string): void {
  const file = join(folder, 'server-keys.json')
  const { log: _, ...rest } = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify(rest))
}
