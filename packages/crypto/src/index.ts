// Account and device keys, MLS groups, vault, sealing: the public face of the package.

export { generateBackupCodes } from './account/backup-codes.ts'
export {
  type CredentialError,
  type CredentialIssue,
  type DeviceCredential,
  type ExpectedCredential,
  issueDeviceCredential,
  unsafeReadDeviceCredential,
  verifyDeviceCredential,
} from './account/device-credential.ts'
export { deviceSigningKey } from './account/device-key.ts'
export {
  askForLink,
  isLinkGenuine,
  type LinkAsked,
  type LinkError,
  type LinkPackage,
  type LinkRequest,
  openLink,
  sealLink,
} from './account/device-link.ts'
export { proveDevice } from './account/device-proof.ts'
export {
  type DeviceRevocation,
  type ExpectedRevocation,
  issueDeviceRevocation,
  type RevocationError,
  type RevocationIssue,
  verifyDeviceRevocation,
} from './account/device-revocation.ts'
export { type FactorChange, type FactorChangeOf, signFactorChange } from './account/factor-change.ts'
export {
  type HandoverPlace,
  handoverKeyPair,
  historyDigest,
  openHandoverChunk,
  openHandoverKey,
  parcelIdOf,
  sealHandoverChunk,
  sealHandoverKey,
} from './account/handover-seal.ts'
export {
  type HistoryFileError,
  type HistoryOwner,
  openHistoryFile,
  sealHistoryFile,
} from './account/history-file.ts'
export { type KeyFile, type KeyFileError, openKeyFile, sealKeyFile } from './account/key-file.ts'
export {
  type Credentials,
  type LoggedIn,
  type LoginError,
  type LoginRun,
  type Registered,
  type RegistrationRun,
  startLogin,
  startRegistration,
} from './account/opaque-client.ts'
export {
  type LockPasskey,
  lockByPasskey,
  lockPrfInput,
  passkeyOfLock,
  unlockByPasskey,
} from './account/passkey-lock.ts'
export { type ProgramAccess, signProgramAccess } from './account/program-access.ts'
export { newProviderSecret } from './account/provider-secret.ts'
export {
  formatRecoveryCode,
  generateRecoverySecret,
  type MistypedCode,
  parseRecoveryCode,
  type RecoverySecret,
} from './account/recovery-code.ts'
export {
  type RejoinError,
  type RejoinExpectation,
  type RejoinRequest,
  signRejoin,
  verifyRejoin,
} from './account/rejoin-request.ts'
export {
  accountSigningKey,
  archiveKey,
  generateRootKey,
  type SigningKey,
  storeKey,
} from './account/root-key.ts'
export {
  type AccountIdentity,
  checkSafetyCode,
  type SafetyCodeVerdict,
  safetyCode,
  safetyNumber,
  safetyWords,
} from './account/safety-number.ts'
export {
  openDeviceName,
  openPasskeyName,
  type SealedNameError,
  sealDeviceName,
  sealPasskeyName,
} from './account/sealed-name.ts'
export {
  newProfileKey,
  openProfileKey,
  openProfilePart,
  type ProfileError,
  type ProfilePart,
  type ProfilePlace,
  sealProfileKey,
  sealProfilePart,
} from './account/sealed-profile.ts'
export {
  openRecord,
  type RecordError,
  type RecordKeys,
  type RecordPlace,
  recordKeys,
  recordName,
  sealRecord,
} from './account/sealed-record.ts'
export { lockStoreKey, type StoreLockError, unlockStoreKey } from './account/store-lock.ts'
export {
  newTotpSecret,
  parseTotpSecret,
  totpCode,
  totpSecretText,
  totpStep,
  totpUri,
} from './account/totp.ts'
export {
  openRootKey,
  passkeyPrfInput,
  sealRootKey,
  type VaultError,
  type VaultKey,
} from './account/vault.ts'
export {
  answerChallenge,
  recoverySigningKey,
  type SignInChallenge,
  signWaysIn,
  type WaysIn,
} from './account/ways-in.ts'
export { erase } from './erase.ts'
export {
  deviceIdOf,
  directConversationId,
  envelopeIdOf,
  groupConversationId,
  messageIdOf,
  messageIdUnder,
} from './ids.ts'
export { contextOf, readContext, signAuthored, verifyAuthored } from './mls/authorship.ts'
export type {
  ApplicationMessage,
  AppliedCommit,
  AuthenticationPhase,
  AuthenticationService,
  AuthenticationVerdict,
  Authored,
  AuthoredIn,
  Authorship,
  Change,
  CommitDraft,
  CommitRequest,
  CreateGroupRequest,
  ExportRequest,
  Joined,
  JoinRequest,
  KeyPackageRequest,
  Member,
  Mls,
  MlsDevice,
  MlsRefusal,
  MlsRefusalCode,
  NewKeyPackage,
  Part,
  Processed,
  Sealed,
  SealRequest,
} from './mls/interface.ts'
export { createMls, type MlsOptions } from './mls/mls.ts'
export {
  currentGroupData,
  epochAuthenticatorOf,
  epochOf,
  type GroupState,
  groupIdOf,
  isActive,
  membersOf,
  ownLeafOf,
  retainedEpochs,
} from './mls/state.ts'
export { type Aead, webCryptoAesGcm } from './mls/suite/aes-gcm.ts'
export { type Curves, webCryptoCurves } from './mls/suite/curves.ts'
export type { SuiteParts } from './mls/suite/hpke.ts'
export type { Sha256Functions } from './mls/suite/sha256.ts'
export { newSignatureKeyPair, type SignatureKeyPair } from './mls/suite/signature-key.ts'
export { createSuite, type Suite } from './mls/suite/suite.ts'
export {
  decodeMapEntry,
  type MapEntry,
  type MapProof,
  mapIndexOf,
  rootByMapProof,
} from './transparency/account-map.ts'
export {
  type AccountState,
  beforeHistory,
  type HistoryError,
  type HistoryPoint,
  type ListedDevice,
  nextVersion,
  noAccountKey,
  stateHashOf,
} from './transparency/account-state.ts'
export { decodeLogEntry, isStep, type LogEntry } from './transparency/log-entry.ts'
export {
  type Frontier,
  frontierBefore,
  grown,
  type Hash,
  isConsistent,
  leafHash,
  rootByInclusion,
  rootOf,
  sameHash,
  type TreeState,
} from './transparency/merkle.ts'
export { type TreeHead, type TreeHeadError, verifyTreeHead } from './transparency/tree-head.ts'
export { solveWork, workBits } from './work/proof-of-work.ts'
