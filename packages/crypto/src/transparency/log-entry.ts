// One entry of the log: an account has a new version, and what the map's root is with it (KT-3). And a step:
// the entry with the proof that it changed the map in that one place (KT-7).

import { type Cbor, decodeCbor, encodeCbor, type Malformed, malformed, ok, type Result } from '@sotto/wire'
import { isBytes } from '../account/account-statement.ts'
import { isVersion, type MapEntry, type MapProof, rootAfter, rootByMapProof } from './account-map.ts'
import { type Hash, hashBytes, sameHash } from './merkle.ts'

const format = 1

export type LogEntry = MapEntry & {
  /** The map's root once this entry is in. */
  readonly mapRoot: Hash
}

/** The bytes that the tree's leaf hashes: CBOR `[1, index, version, state hash, map root]`. */
export function encodeLogEntry({ index, version, state, mapRoot }: LogEntry): Uint8Array {
  return encodeCbor([format, index, version, state, mapRoot])
}

export function decodeLogEntry(bytes: Uint8Array): Result<LogEntry, Malformed> {
  const decoded = decodeCbor(bytes)
  if (!decoded.ok) return decoded
  const [is, index, version, state, mapRoot, ...rest]: readonly (Cbor | undefined)[] = Array.isArray(
    decoded.value,
  )
    ? decoded.value
    : []
  if (is !== format || rest.length > 0 || !isVersion(version)) return malformed('log entry')
  return isBytes(index, hashBytes) && isBytes(state, hashBytes) && isBytes(mapRoot, hashBytes)
    ? ok({ index, version, state, mapRoot })
    : malformed('log entry hashes')
}

/** Whether the entry takes the map from `before` to its own root by one new version of one account. */
export function isStep(before: Hash, entry: LogEntry, proof: MapProof): boolean {
  const root = rootByMapProof(entry.index, proof)
  if (root === undefined || !sameHash(root, before)) return false
  const { found } = proof
  const version = found !== undefined && sameHash(found.index, entry.index) ? found.version : 0
  return entry.version === version + 1 && sameHash(rootAfter(entry, proof), entry.mapRoot)
}
