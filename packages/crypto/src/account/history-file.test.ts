import { readFileSync } from 'node:fs'
import { encodeCbor } from '@sotto/wire'
import { describe, expect, it } from 'vitest'
import { archiveKey, type HistoryOwner, openHistoryFile, sealHistoryFile } from '../index.ts'
import { bytes, flipped, name, value } from './testing.ts'

type Given = { name: string; account: string; rootKey: string; password: string; file: string }
type Vectors = {
  valid: { history: (Given & { body: string })[] }
  invalid: { history: (Given & { error: string })[] }
}

function load<K extends keyof Vectors>(which: K): Vectors[K] {
  const url = new URL(`../../../../spec/vectors/archive/${which}.json`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8')) as Vectors[K]
}
const hex = (data: Uint8Array) => Buffer.from(data).toString('hex')
const ownerOf = ({ account, rootKey }: Given): HistoryOwner => ({
  account: name(account),
  archiveKey: archiveKey(bytes(rootKey)),
})
const quick = { memory: 8, passes: 1, lanes: 1 }

describe('[EX-3] vectors of a history file', () => {
  it.each(load('valid').history)('$name', async (vector) => {
    const opened = await openHistoryFile(ownerOf(vector), bytes(vector.file), vector.password)
    expect(hex(value(opened))).toBe(vector.body)
  })

  it.each(load('invalid').history)('$name', async (vector) => {
    const opened = await openHistoryFile(ownerOf(vector), bytes(vector.file), vector.password)
    expect(opened.ok ? 'opens' : opened.error.code).toBe(vector.error)
  })
})

describe('[EX-3] a history file', () => {
  const alice: HistoryOwner = { account: name('alice'), archiveKey: new Uint8Array(32).fill(1) }
  const body = new TextEncoder().encode('the minutes of the board')
  const password = 'correct horse'

  it('opens for who made it, tells nobody else whose it is, and is never sealed alike', async () => {
    const file = await sealHistoryFile(alice, { body, password }, quick)
    expect(value(await openHistoryFile(alice, file, password))).toEqual(body)
    for (const text of ['alice', 'board']) expect(Buffer.from(file).includes(text)).toBe(false)
    expect(await sealHistoryFile(alice, { body, password }, quick)).not.toEqual(file)
  })

  it('[EX-4] is not genuine when it was made without the account’s keys, by who knows its name and password', async () => {
    const mallory = { ...alice, archiveKey: new Uint8Array(32).fill(2) }
    const forged = await sealHistoryFile(mallory, { body, password }, quick)
    expect(await openHistoryFile(alice, forged, password)).toEqual({
      ok: false,
      error: { code: 'not_genuine' },
    })
  })

  it('opens with no bit changed', async () => {
    const file = await sealHistoryFile(alice, { body, password }, quick)
    for (let bit = 0; bit < file.length * 8; bit += 13) {
      const opened = await openHistoryFile(alice, flipped(file, bit), password)
      expect(opened.ok, `bit ${bit}`).toBe(false)
    }
  })

  it('asks of nobody’s machine more than it can bear', async () => {
    const terms = [1024 * 1024, 1, 1]
    const sealed = [new Uint8Array(16), new Uint8Array(16), new Uint8Array(12), new Uint8Array(64)]
    const opened = await openHistoryFile(alice, encodeCbor(['Sotto history', 1, terms, ...sealed]), password)
    expect(opened.ok ? 'opens' : opened.error.code).toBe('malformed')
  })
})
