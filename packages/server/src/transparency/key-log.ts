// The key log as it is asked for over HTTP: look-ups with their proofs under a signed head, the steps of the log,
// and an account's own history. A head is signed once for each size, so that there is one for each.

import { encodeMapEntry, type Hash, type MapProof, type SigningKey, signTreeHead } from '@sotto/crypto/server'
import {
  type AccountName,
  bytesToBase64url,
  limits,
  ok,
  type Result,
  refuse,
  type Schemas,
} from '@sotto/wire'
import type { Logger } from '../log.ts'
import { joinHashes } from './records.ts'
import type { LogState, LookedUp, TransparencyStore } from './transparency-store.ts'

type Parts = {
  readonly store: TransparencyStore
  readonly key: SigningKey
  readonly log: Logger
}

type LookedUpAccount = Schemas['LookedUp']['accounts'][number]

export class KeyLog {
  readonly #parts: Parts
  #head: { readonly size: number; readonly signed: string } | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** `from`: the size of the last head that the asker has seen, or 0. Refuses with `not_found` while the log is empty. */
  async lookUp(accounts: readonly AccountName[], from: number): Promise<Result<Schemas['LookedUp']>> {
    const found = await this.#parts.store.lookUp(accounts, from)
    if (found === undefined) return refuse('not_found', 'There is nobody here.')
    if (from > found.log.size) {
      this.#parts.log.warn('a client has seen more of the key log than there is: was an old backup restored?')
    }
    return ok({
      head: this.#signed(found.log),
      consistency: textOf(found.consistency),
      newest: { entry: bytesToBase64url(found.newest.entry), path: textOf(found.newest.path) },
      accounts: found.accounts.map(describe),
    })
  }

  async entries(from: number): Promise<Schemas['LogSteps']> {
    const steps = await this.#parts.store.steps(from, limits.logEntriesPerPage)
    return {
      steps: steps.map(({ entry, proof }) => ({
        entry: bytesToBase64url(entry),
        proof: describeProof(proof),
      })),
    }
  }

  async history(account: AccountName, after: number): Promise<Schemas['AccountHistory']> {
    const versions = await this.#parts.store.history(account, after, limits.logEntriesPerPage)
    return { versions: versions.map((statements) => ({ statements: statements.map(bytesToBase64url) })) }
  }

  /** Refuses with `not_found` for trees that this log never was. */
  async consistency(from: number, to: number): Promise<Result<Schemas['LogConsistency']>> {
    const path = await this.#parts.store.consistency(from, to)
    return path === undefined ? refuse('not_found', 'The log was never so long.') : ok({ path: textOf(path) })
  }

  #signed({ size, root, at }: LogState): string {
    if (this.#head?.size !== size) {
      const signed = bytesToBase64url(signTreeHead({ size, root, at }, this.#parts.key))
      this.#head = { size, signed }
    }
    return this.#head.signed
  }
}

function describe({ account, proof, state }: LookedUp): LookedUpAccount {
  return {
    account,
    proof: describeProof(proof),
    ...(state && {
      state: {
        version: state.version,
        previous: bytesToBase64url(state.previous),
        accountKey: bytesToBase64url(state.accountKey),
        devices: state.devices.map((one) => ({
          device: one.device,
          credential: bytesToBase64url(one.credential),
        })),
        revocations: state.revocations.map(bytesToBase64url),
      },
    }),
  }
}

function describeProof({ found, path }: MapProof): LookedUpAccount['proof'] {
  return { ...(found && { found: bytesToBase64url(encodeMapEntry(found)) }), path: textOf(path) }
}

function textOf(hashes: readonly Hash[]): string {
  return bytesToBase64url(joinHashes(hashes))
}
