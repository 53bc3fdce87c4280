import { readFileSync } from 'node:fs'
import { type ConversationId, conversationIdFromBytes, parseMessageId } from '@sotto/wire'
import { describe, expect, it } from 'vitest'
import { verifyAuthored } from '../mls/authorship.ts'
import {
  handoverKeyPair,
  historyDigest,
  openHandoverChunk,
  openHandoverKey,
  parcelIdOf,
  sealHandoverChunk,
  sealHandoverKey,
} from './handover-seal.ts'

const conversation = (number: number) =>
  conversationIdFromBytes(new Uint8Array(16).fill(number)) as ConversationId
const ask = (number: number) => new Uint8Array(16).fill(number)
const place = { conversation: conversation(1), ask: ask(1) }
const body = new TextEncoder().encode('what was written before')

describe('history sealed for a newcomer', () => {
  it('[NH-6] opens for whoever asked, for this asking in this conversation', async () => {
    const pair = await handoverKeyPair()
    const made = await sealHandoverKey(pair.publicKey, place)
    if (made === undefined) throw new Error('a key')
    expect(await openHandoverKey(pair.privateKey, place, made.sealed)).toEqual(made.key)
    const other = await handoverKeyPair()
    expect(await openHandoverKey(other.privateKey, place, made.sealed)).toBeUndefined()
    const others = [
      { ...place, ask: ask(2) },
      { ...place, conversation: conversation(2) },
    ]
    for (const one of others) {
      expect(await openHandoverKey(pair.privateKey, one, made.sealed)).toBeUndefined()
    }
    expect(await openHandoverKey(pair.privateKey, place, new Uint8Array(3))).toBeUndefined()
    expect(await sealHandoverKey(new Uint8Array(3), place)).toBeUndefined()
  })

  it('[NH-6] each part opens in its place, and tells its length by steps alone', async () => {
    const key = new Uint8Array(32).fill(9)
    const sealed = await sealHandoverChunk(key, { ...place, number: 3 }, body)
    expect(sealed.length).toBe(512 + 16)
    expect(await openHandoverChunk(key, { ...place, number: 3 }, sealed)).toEqual(body)
    const places = [
      { ...place, number: 2 },
      { ...place, ask: ask(2), number: 3 },
      { ...place, conversation: conversation(2), number: 3 },
    ]
    for (const one of places) expect(await openHandoverChunk(key, one, sealed)).toBeUndefined()
    expect(await openHandoverChunk(key, { ...place, number: 3 }, sealed.slice(1))).toBeUndefined()
  })
})

type Vectors = {
  readonly keys: readonly {
    readonly conversation: string
    readonly ask: string
    readonly privateKey: string
    readonly sealedKey: string
    /** Null where it must not open. */
    readonly key: string | null
  }[]
  readonly parts: readonly {
    readonly conversation: string
    readonly ask: string
    readonly number: number
    readonly key: string
    readonly parcel: string
    readonly parcelId: string
    readonly body: string | null
  }[]
  readonly digests: readonly {
    readonly messages: readonly { readonly seq: number; readonly at: number; readonly id: string }[]
    readonly digest: string
  }[]
  readonly authored: readonly {
    readonly signatureKey: string
    readonly context: string
    readonly leaf: number
    readonly content: string
    readonly signature: string
    readonly epoch: number | null
  }[]
}

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'))
const vectors = JSON.parse(
  readFileSync(new URL('../../../../spec/vectors/newcomers/sealed.json', import.meta.url), 'utf8'),
) as Vectors
const placeOf = (one: { readonly conversation: string; readonly ask: string }) => ({
  conversation: conversationIdFromBytes(hex(one.conversation)) as ConversationId,
  ask: hex(one.ask),
})

describe('the vectors of history for newcomers', () => {
  it.each(vectors.keys.map((one, at) => [at, one] as const))('[NH-6] key %i', async (_, one) => {
    const key = await openHandoverKey(hex(one.privateKey), placeOf(one), hex(one.sealedKey))
    expect(key).toEqual(one.key === null ? undefined : hex(one.key))
  })

  it.each(vectors.parts.map((one, at) => [at, one] as const))('[NH-6] part %i', async (_, one) => {
    const opened = await openHandoverChunk(
      hex(one.key),
      { ...placeOf(one), number: one.number },
      hex(one.parcel),
    )
    expect(opened).toEqual(one.body === null ? undefined : hex(one.body))
    expect(parcelIdOf(hex(one.parcel))).toEqual(hex(one.parcelId))
  })

  it.each(vectors.digests.map((one, at) => [at, one] as const))('[NH-6] digest %i', (_, one) => {
    const messages = one.messages.map(({ id, ...rest }) => {
      const parsed = parseMessageId(id)
      if (parsed === undefined) throw new Error('a message id')
      return { ...rest, id: parsed }
    })
    expect(historyDigest(messages)).toEqual(hex(one.digest))
  })

  it.each(vectors.authored.map((one, at) => [at, one] as const))('[NH-8] authored %i', async (_, one) => {
    const authored = {
      ...{ context: hex(one.context), leaf: one.leaf },
      ...{ content: hex(one.content), signature: hex(one.signature) },
    }
    const shown = await verifyAuthored(authored, hex(one.signatureKey))
    expect(shown === undefined ? null : Number(shown.epoch)).toBe(one.epoch)
  })
})
