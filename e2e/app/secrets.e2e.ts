// After a conversation every byte of what the server keeps and says, and of a browser's profile on the disk,
// is read for what must not be there: texts, names of groups, passwords, root keys and what is derived from
// them. The search is tried on planted text first.

import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from '@playwright/test'
import { accountSigningKey, archiveKey, openRootKey, parseRecoveryCode, storeKey } from '@sotto/crypto'
import { parseAccountName } from '@sotto/wire'
import { newPerson, Person, password } from './person.ts'
import { Profile } from './profile.ts'
import { type Sotto, startSotto } from './sotto.ts'

let sotto: Sotto

test.beforeAll(async () => {
  sotto = await startSotto()
})
test.afterAll(() => sotto.end())

const written = 'The harbour opens at seven'
const answered = 'Bring the blue folder'
const draft = 'Nobody but you reads this draft'
const group = 'Nightjar committee'

test('nothing secret is left on the server, in its log, its metrics, or in a browser’s profile', async ({
  browser,
}) => {
  const profile = new Profile()
  try {
    const bob = await newPerson(browser, { name: 'bob', url: sotto.url })
    const carol = await newPerson(browser, { name: 'carol', url: sotto.url })
    const context = await profile.open()
    const alice = new Person(context.pages()[0] ?? (await context.newPage()), {
      name: 'alice',
      url: sotto.url,
    })
    const code = await alice.signUp()
    await alice.createGroup(group, 'bob', 'carol')
    await alice.say(written)
    await bob.open(group)
    await bob.accept()
    await bob.say(answered)
    await expect(alice.bubble(answered)).toBeVisible()
    await alice.writeTo('bob')
    await alice.composer.fill(draft)
    await expect(alice.row('bob')).toContainText(draft)
    await alice.page.evaluate(() => localStorage.setItem('planted', 'a word that is meant to be found'))
    const metrics = await (await fetch(`${sotto.url}/metrics`)).text()
    expect(metrics).toContain('sotto_')
    await bob.close()
    await carol.close()
    await profile.close()

    const secrets = [
      ...[written, answered, draft, group, password].flatMap((text) => spellings(text)),
      ...spellings(code),
      ...rootSecrets(sotto.dataDir, code).flatMap(([name, bytes]) => spellingsOf(name, bytes)),
    ]
    expect(found(spellings('a word that is meant to be found'), filesUnder(profile.dir))).not.toEqual([])
    expect(found(secrets, filesUnder(profile.dir))).toEqual([])
    expect(found(spellings('alice'), filesUnder(sotto.dataDir))).not.toEqual([])
    expect(found(secrets, filesUnder(sotto.dataDir))).toEqual([])
    expect(found(secrets, [{ path: 'log', bytes: Buffer.from(sotto.output) }])).toEqual([])
    expect(found(secrets, [{ path: 'metrics', bytes: Buffer.from(metrics) }])).toEqual([])
  } finally {
    await profile.end()
  }
})

test('the search finds every spelling of a planted secret', () => {
  const dir = mkdtempSync(join(tmpdir(), 'sotto-e2e-planted-'))
  const key = crypto.getRandomValues(new Uint8Array(32))
  const [text, bytes] = [spellings('a planted text, ünd more'), spellingsOf('key', key)]
  mkdirSync(join(dir, 'deep'))
  for (const [at, { pattern }] of [...text, ...bytes].entries()) {
    const noise = Buffer.from(crypto.getRandomValues(new Uint8Array(5000 + at)))
    writeFileSync(join(dir, 'deep', `${at}`), Buffer.concat([noise, pattern, noise]))
  }
  const files = filesUnder(dir)
  rmSync(dir, { recursive: true })
  expect(files).toHaveLength(text.length + bytes.length)
  for (const file of files) expect(found([...text, ...bytes], [file]).length).toBeGreaterThan(0)
})

type Needle = { readonly name: string; readonly pattern: Buffer }
type File = { readonly path: string; readonly bytes: Buffer }

/** As UTF-8, UTF-16, hexadecimal, and base64 at each of the three places it can begin at. */
function spellings(text: string): Needle[] {
  const plain = Buffer.from(text, 'utf8')
  return [...spellingsOf(text, plain), { name: `${text} (UTF-16)`, pattern: Buffer.from(text, 'utf16le') }]
}

function spellingsOf(name: string, bytes: Uint8Array): Needle[] {
  const raw = Buffer.from(bytes)
  const needles: Needle[] = [
    { name, pattern: raw },
    { name: `${name} (hex)`, pattern: Buffer.from(raw.toString('hex')) },
    { name: `${name} (HEX)`, pattern: Buffer.from(raw.toString('hex').toUpperCase()) },
  ]
  for (const offset of [0, 1, 2]) {
    const shifted = Buffer.concat([Buffer.alloc(offset), raw])
    // What the neighbours decide is left out on both ends.
    const certain = (encoded: string) =>
      encoded
        .replaceAll('=', '')
        .slice(offset === 0 ? 0 : offset + 1, shifted.length % 3 === 0 ? undefined : -1)
    for (const encoding of ['base64', 'base64url'] as const) {
      needles.push({
        name: `${name} (${encoding})`,
        pattern: Buffer.from(certain(shifted.toString(encoding))),
      })
    }
  }
  return needles
}

function filesUnder(dir: string): File[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, bytes: readFileSync(path) }))
}

/** Which secret stands in which file. */
function found(needles: readonly Needle[], files: readonly File[]): string[] {
  return files.flatMap(({ path, bytes }) =>
    needles.filter(({ pattern }) => bytes.includes(pattern)).map(({ name }) => `${name} in ${path}`),
  )
}

/** The root key and what comes of it, got with the recovery code from what the server keeps sealed. */
function rootSecrets(dataDir: string, code: string): [string, Uint8Array][] {
  const account = parseAccountName('alice')
  const recovery = parseRecoveryCode(code)
  if (account === undefined || !recovery.ok) throw new Error('No recovery code')
  const root = openRootKey(account, sealedRootKey(dataDir), { way: 'recovery', secret: recovery.value })
  if (!root.ok) throw new Error(root.error.code)
  return [
    ['recovery secret', recovery.value],
    ['root key', root.value],
    ['store key', storeKey(root.value)],
    ['archive key', archiveKey(root.value)],
    ['account key', accountSigningKey(root.value).secretKey],
  ]
}

/** From a copy: the server holds the database itself alone. */
function sealedRootKey(dataDir: string): Uint8Array {
  const copy = mkdtempSync(join(tmpdir(), 'sotto-e2e-copy-'))
  try {
    cpSync(dataDir, copy, { recursive: true })
    const database = new DatabaseSync(join(copy, 'sotto.db'))
    const row = database.prepare("SELECT vault_recovery FROM account WHERE name = 'alice'").get()
    database.close()
    if (!(row?.vault_recovery instanceof Uint8Array)) throw new Error('The server keeps no vault')
    return row.vault_recovery
  } finally {
    rmSync(copy, { recursive: true })
  }
}
