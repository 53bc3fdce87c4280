// The account's sealed records at the server as the engine uses them: asked for by what they are, opened, and checked
// against what this device has seen of them before. A record that is older than that, or is another, or does not open
// is told apart from one that there is not; nothing of it is given on (spec/archive.md AR-10).

import { openRecord, type RecordKeys, recordName, sealRecord } from '@sotto/crypto'
import { base64urlToBytes, bytesToBase64url, type Cbor, limits, type Schemas } from '@sotto/wire'
import type { Outcome } from '../../api/outcome.ts'
import { failure } from '../../errors.ts'
import type { RestClient } from '../network/rest-client.ts'
import { routes } from '../network/routes.ts'

/** Which record: its name, by its parts, and the version that it has at least. */
export type Asked = { readonly parts: readonly Cbor[]; readonly atLeast: number }

/** `version`: what the server says that it has. */
export type Found =
  | { readonly kind: 'body'; readonly version: number; readonly body: Uint8Array }
  | { readonly kind: 'none'; readonly version: number }
  | { readonly kind: 'old'; readonly version: number }
  | { readonly kind: 'unreadable'; readonly version: number }

/** `body` undefined: deleted. */
export type Put = {
  readonly parts: readonly Cbor[]
  readonly after: number
  readonly version: number
  readonly body: Uint8Array | undefined
}

export class RecordClient {
  readonly #rest: RestClient
  readonly #keys: RecordKeys

  constructor(rest: RestClient, keys: RecordKeys) {
    this.#rest = rest
    this.#keys = keys
  }

  /** The record's id as the server tells it. */
  nameOf(parts: readonly Cbor[]): string {
    return bytesToBase64url(recordName(this.#keys, parts))
  }

  /** One answer for each that was asked, in their order. */
  async read(asked: readonly Asked[]): Promise<Outcome<readonly Found[]>> {
    const found: Found[] = []
    while (found.length < asked.length) {
      const wanted = asked.slice(found.length, found.length + limits.recordsPerRequest)
      const ids = wanted.map(({ parts }) => this.nameOf(parts))
      const answer = await this.#rest.get('Records', {
        method: 'POST',
        path: routes.readRecords,
        json: { ids },
      })
      if (!answer.ok) return answer
      const { records } = answer.value
      const isOurs = records.length > 0 && records.every((one, at) => one.id === ids[at])
      if (!isOurs) return failure('server_untrusted', 'The server gave other records than it was asked for.')
      const opened = await Promise.all(records.map((one, at) => this.#open(one, wanted[at]?.atLeast ?? 0)))
      found.push(...opened)
    }
    return { ok: true, value: found }
  }

  /** All or none. */
  async write(puts: readonly Put[]): Promise<Outcome<null>> {
    const records = await Promise.all(puts.map((put) => this.#seal(put)))
    return this.#rest.tell({ method: 'POST', path: routes.records, json: { records } })
  }

  changes(after: number): Promise<Outcome<Schemas['RecordChanges']>> {
    return this.#rest.get('RecordChanges', { method: 'GET', path: routes.recordChanges(after) })
  }

  async #open(record: Schemas['Records']['records'][number], atLeast: number): Promise<Found> {
    const { version } = record
    if (version < atLeast) return { kind: 'old', version }
    if (record.bytes === undefined) return { kind: 'none', version }
    const [id, bytes] = [base64urlToBytes(record.id), base64urlToBytes(record.bytes)]
    if (id === undefined || bytes === undefined) return { kind: 'unreadable', version }
    const opened = await openRecord(this.#keys, { id, version }, bytes)
    return opened.ok ? { kind: 'body', version, body: opened.value } : { kind: 'unreadable', version }
  }

  async #seal({ parts, after, version, body }: Put) {
    const id = recordName(this.#keys, parts)
    const base = { id: bytesToBase64url(id), after, version }
    if (body === undefined) return base
    return { ...base, bytes: bytesToBase64url(await sealRecord(this.#keys, { id, version }, body)) }
  }
}
