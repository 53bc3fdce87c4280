// Whether a look-up's answer is proven (KT-8): the head signed by the known log, this log the one remembered and
// grown, the newest entry in it, and every account's state, or that there is none, in the map of that entry. Pure but
// for `stillConsistent`, which asks the server once more before it is accused.

import {
  type AccountState,
  decodeLogEntry,
  decodeMapEntry,
  type Hash,
  isConsistent,
  type LogEntry,
  leafHash,
  mapIndexOf,
  rootByInclusion,
  rootByMapProof,
  sameHash,
  stateHashOf,
  type TreeHead,
  verifyTreeHead,
} from '@sotto/crypto'
import {
  type AccountName,
  base64urlToBytes,
  bytesToBase64url,
  err,
  ok,
  parseDeviceId,
  type Result,
  type Schemas,
} from '@sotto/wire'
import type { Doubt } from './doubt.ts'
import { splitHashes } from './hashes.ts'

type Answer = Schemas['LookedUp']
type Found = Answer['accounts'][number]

export type KnownHead = { readonly head: TreeHead; readonly signed: Uint8Array }

/** An account's state with its hash; undefined for a name that nobody has. */
export type Proven = { readonly state: AccountState; readonly hash: Hash } | undefined

export type Checked = KnownHead & {
  readonly newest: LogEntry
  readonly newestBytes: Uint8Array
  readonly newestPath: readonly Hash[]
  readonly accounts: ReadonlyMap<AccountName, Proven>
}

export type Check = {
  readonly asked: readonly AccountName[]
  readonly known: KnownHead | undefined
  /** Whether the server can prove that the known tree is the beginning of this one; undefined when it could not be asked. */
  readonly stillConsistent: (to: TreeHead) => Promise<boolean | undefined>
}

export async function checkAnswer(answer: Answer, check: Check): Promise<Result<Checked, Doubt>> {
  const current = await checkHead(answer, check)
  if (!current.ok) return current
  const { head } = current.value
  const newestBytes = bytesOf(answer.newest.entry)
  const newestPath = splitHashes(answer.newest.path)
  const newest = decodeLogEntry(newestBytes)
  const place = {
    position: head.size - 1,
    size: head.size,
    leaf: leafHash(newestBytes),
    path: newestPath ?? [],
  }
  const root = newestPath && rootByInclusion(place)
  if (!newest.ok || newestPath === undefined || root === undefined || !sameHash(root, head.root)) {
    return unproven(current.value)
  }
  const accounts = new Map<AccountName, Proven>()
  for (const account of check.asked) {
    const found = answer.accounts.find((one) => one.account === account)
    const read = found && checkAccount(account, found, newest.value.mapRoot)
    if (read === undefined) return unproven(current.value)
    accounts.set(account, read.proven)
  }
  return ok({ ...current.value, newest: newest.value, newestBytes, newestPath, accounts })
}

async function checkHead(answer: Answer, check: Check): Promise<Result<KnownHead, Doubt>> {
  const { known } = check
  const signed = bytesOf(answer.head)
  const read = await verifyTreeHead(signed)
  if (!read.ok) return err({ kind: 'unproven', heads: [] })
  const current = { head: read.value, signed }
  if (known === undefined) return ok(current)
  const { head } = current
  const heads = [known.signed, signed].map(bytesToBase64url)
  if (!sameHash(head.log, known.head.log)) return err({ kind: 'other_log', heads })
  if (head.size < known.head.size) return err({ kind: 'older', heads })
  if (head.size === known.head.size) {
    return sameHash(head.root, known.head.root) ? ok(current) : err({ kind: 'split', heads })
  }
  const path = splitHashes(answer.consistency)
  if (path !== undefined && isConsistent({ from: known.head, to: head, path })) return ok(current)
  const isSound = await check.stillConsistent(head)
  if (isSound === true) return ok(current)
  return err({ kind: isSound === undefined ? 'unproven' : 'split', heads })
}

/** Undefined when nothing is proven about the account. */
function checkAccount(
  account: AccountName,
  { proof, state: told }: Found,
  mapRoot: Hash,
): { readonly proven: Proven } | undefined {
  const index = mapIndexOf(account)
  const path = splitHashes(proof.path)
  const found = proof.found === undefined ? undefined : decodeMapEntry(bytesOf(proof.found))
  if (path === undefined || found?.ok === false) return undefined
  const root = rootByMapProof(index, { found: found?.value, path })
  if (root === undefined || !sameHash(root, mapRoot)) return undefined
  const isThere = found !== undefined && sameHash(found.value.index, index)
  if (!isThere || told === undefined) return isThere ? undefined : { proven: undefined }
  const state = readState(account, told)
  if (state === undefined) return undefined
  const hash = stateHashOf(state)
  const isThis = found.value.version === state.version && sameHash(found.value.state, hash)
  return isThis ? { proven: { state, hash } } : undefined
}

function readState(account: AccountName, told: NonNullable<Found['state']>): AccountState | undefined {
  const devices = told.devices.flatMap(({ device: id, credential }) => {
    const device = parseDeviceId(id)
    return device === undefined ? [] : [{ device, credential: bytesOf(credential) }]
  })
  if (devices.length !== told.devices.length) return undefined
  return {
    account,
    version: told.version,
    previous: bytesOf(told.previous),
    accountKey: bytesOf(told.accountKey),
    devices,
    revocations: told.revocations.map(bytesOf),
  }
}

function unproven({ signed }: KnownHead): Result<Checked, Doubt> {
  return err({ kind: 'unproven', heads: [bytesToBase64url(signed)] })
}

/** What is not base64url is no bytes, and proves nothing. */
function bytesOf(text: string): Uint8Array {
  return base64urlToBytes(text) ?? new Uint8Array()
}
