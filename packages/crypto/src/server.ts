// What the server may know of cryptography: its side of sign-in, signatures to check, ids to compute.

export { readTypedCode, type TypedCode } from './account/backup-codes.ts'
export {
  type CredentialError,
  type DeviceCredential,
  type ExpectedCredential,
  verifyDeviceCredential,
} from './account/device-credential.ts'
export { isProofOfDevice } from './account/device-proof.ts'
export { verifyDeviceRevocation } from './account/device-revocation.ts'
export { type FactorChange, isFactorChangeSigned } from './account/factor-change.ts'
export { isProgramAccessSigned } from './account/program-access.ts'
export type { SigningKey } from './account/root-key.ts'
export { totpCode, totpSecretLength, totpStep } from './account/totp.ts'
export { challengeLength, isChallengeAnswered, isWaysInSigned } from './account/ways-in.ts'
export { deviceIdOf, directConversationId, envelopeIdOf } from './ids.ts'
export {
  type PeekedPrivateMessage,
  type PeekedWelcome,
  peekPrivateMessage,
  peekWelcome,
} from './server/mls-framing.ts'
export { type ParsedKeyPackage, parseKeyPackage, verifyKeyPackage } from './server/mls-key-package.ts'
export {
  createOpaqueSetup,
  finishOpaqueLogin,
  isRegistrationRecord,
  type OpaqueLoginStart,
  type OpaqueLoginStarted,
  opaqueServerKey,
  respondToRegistration,
  startOpaqueLogin,
} from './server/opaque.ts'
export {
  bitAt,
  branchHash,
  decodeMapEntry,
  emptyHash,
  encodeMapEntry,
  entryHash,
  type MapEntry,
  type MapProof,
  mapIndexOf,
  parting,
  rootAfter,
} from './transparency/account-map.ts'
export { type AccountState, noAccountKey, noState, stateHashOf } from './transparency/account-state.ts'
export { encodeLogEntry, type LogEntry } from './transparency/log-entry.ts'
export { type Hash, leafHash, nodeHash } from './transparency/merkle.ts'
export { logSigningKey, signTreeHead } from './transparency/tree-head.ts'
export { checkWork, mostWorkBits, newWorkChallenge, type WorkError } from './work/proof-of-work.ts'
