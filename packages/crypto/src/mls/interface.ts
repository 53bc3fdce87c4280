// What the rest of Sotto sees of MLS (RFC 9420): states, messages and refusals as plain data. Every
// operation takes a state and returns a new one; the old state stays usable until the caller has stored
// the new one. No type of the library underneath appears here.

import type { Result } from '@sotto/wire'
import type { Member } from './member.ts'
import type { GroupState } from './state.ts'

export type { Member } from './member.ts'

/** One device as MLS sees it: the holder of one leaf in each of its groups. */
export type MlsDevice = {
  /** Opaque bytes put into a BasicCredential's identity. */
  readonly credential: Uint8Array
  /** Ed25519, 32 bytes. */
  readonly signaturePublicKey: Uint8Array
  /** Ed25519 seed, 32 bytes. */
  readonly signaturePrivateKey: Uint8Array
}

/** A named piece of a stored group state; `null` means that the piece is to be deleted. */
export type Part = { readonly name: string; readonly bytes: Uint8Array | null }

/**
 * The outcome of a state-changing operation. Store `parts` first (one transaction with whatever belongs to
 * it), then let bytes leave, then overwrite every array of `erase` and forget the old state.
 */
export type Change = {
  readonly state: GroupState
  readonly parts: readonly Part[]
  readonly erase: readonly Uint8Array[]
}

export type MlsRefusalCode =
  /** Not an MLS message of the expected kind, or with trailing bytes. */
  | 'malformed'
  | 'wrong_group'
  /** Older than the retained epochs, or a handshake of a past epoch. */
  | 'past_epoch'
  /** Newer than this state: keep it and try again after the commits in between. */
  | 'future_epoch'
  /** Its key was used or is gone: a duplicate, or older than the out-of-order window. */
  | 'already_consumed'
  /** Sent by this very leaf, with a key that it has used: the sender keeps its own plaintext and its pending commit. */
  | 'own_message'
  /** A commit of this very leaf, genuine, with a key that this state has not used: the state is older than the device. */
  | 'set_back'
  | 'generation_gap'
  /** Decryption, signature or confirmation failed. */
  | 'not_authentic'
  /** Authentic, but against RFC 9420 or against our rules. */
  | 'invalid_commit'
  /** Proposals by reference, and proposal types that Sotto does not use. */
  | 'proposal_refused'
  /** The authentication service refused a leaf. */
  | 'credential_refused'
  | 'invalid_key_package'
  | 'invalid_welcome'
  /** No key package of ours is named in the Welcome. */
  | 'no_key_package'
  /** The pending commit does not follow from this state. */
  | 'stale_pending'
  /** This device is no longer a member. */
  | 'removed'
  /** Stored parts that do not make up a state. */
  | 'corrupt_state'

/** A refusal carries no secret and no content; `what` is for developers. */
export type MlsRefusal = {
  readonly code: MlsRefusalCode
  readonly what: string
  /** The reason the authentication service gave, with `credential_refused`. */
  readonly reason?: string
}

export type AuthenticationPhase = 'join' | 'add' | 'update'
export type AuthenticationVerdict = { readonly ok: true } | { readonly ok: false; readonly reason: string }

/** The application's judgement on credentials (RFC 9420 §5.3.1). It must not throw. */
export type AuthenticationService = {
  /** Whether this signature key belongs to whom the credential names. */
  validate(leaf: Member, phase: AuthenticationPhase): Promise<AuthenticationVerdict>
  /**
   * Which device the credential names, or undefined when it can't be read. It may never change at a leaf,
   * and no two leaves of a group may have the same.
   */
  identity(credential: Uint8Array): string | undefined
}

export type KeyPackageRequest = {
  readonly device: MlsDevice
  /** Unix seconds. */
  readonly notBefore: number
  readonly notAfter: number
  /** May be handed out more than once, when no other is left. */
  readonly lastResort?: boolean
}

export type NewKeyPackage = {
  /** MLSMessage-framed, public. */
  readonly keyPackage: Uint8Array
  /** KeyPackageRef, 32 bytes. */
  readonly ref: Uint8Array
  /** For the store only; goes to `join` unopened, and is deleted after it (but for a last-resort one). */
  readonly secret: Uint8Array
}

export type CreateGroupRequest = {
  readonly device: MlsDevice
  readonly groupId: Uint8Array
  /** Opaque bytes, authenticated as part of the group context. */
  readonly groupData: Uint8Array
}

export type CommitRequest = {
  /** MLSMessage-framed key packages. */
  readonly add?: readonly Uint8Array[]
  /** Leaf indices, from `members`. */
  readonly remove?: readonly number[]
  readonly groupData?: Uint8Array
  /** Sent in the clear (but authenticated) with the commit. */
  readonly authenticatedData?: Uint8Array
}

/** A commit that is sealed but not applied: it counts only once the log shows it. */
export type CommitDraft = Change & {
  /** The next state, serialised; holds secrets. `mergePending` applies it; otherwise delete it. */
  readonly pending: Uint8Array
  /** MLSMessage with a PrivateMessage. */
  readonly commit: Uint8Array
  /** MLSMessage with a Welcome that carries the ratchet tree; undefined when nobody was added. */
  readonly welcome: Uint8Array | undefined
  readonly added: readonly Member[]
  readonly removed: readonly Member[]
  /** The epoch that the commit leads to. */
  readonly epoch: bigint
}

/**
 * What shows later, to somebody who has no key of that time, who wrote a message: what its sender signed beside the
 * content (RFC 9420 §6.1), and the signature.
 */
export type Authorship = {
  /** The GroupContext of the epoch in which it was sealed, encoded. */
  readonly context: Uint8Array
  /** The sender's leaf index then. */
  readonly leaf: number
  readonly signature: Uint8Array
}

/** `content`: the plaintext. Of a message without authenticated data. */
export type Authored = Authorship & { readonly content: Uint8Array }

/** What the signature covers beside the content. */
export type AuthoredIn = {
  readonly groupId: Uint8Array
  readonly epoch: bigint
  readonly groupData: Uint8Array
}

export type ApplicationMessage = Change & {
  readonly kind: 'application'
  readonly plaintext: Uint8Array
  readonly authenticatedData: Uint8Array
  /** This very device where the state is older than the device: it has not used the message's key. */
  readonly sender: Member
  readonly epoch: bigint
  readonly generation: number
  readonly authorship: Authorship
}

export type AppliedCommit = Change & {
  readonly kind: 'commit'
  readonly committer: Member
  /** The epoch after the commit. */
  readonly epoch: bigint
  readonly added: readonly Member[]
  readonly removed: readonly Member[]
  /** Leaves that stayed and have a new key or credential; the committer is always among them. */
  readonly updated: readonly Member[]
  readonly groupDataChanged: boolean
  /** True when this device was removed: the state can only be kept for reading what came before. */
  readonly selfRemoved: boolean
  readonly authenticatedData: Uint8Array
}

export type Processed = ApplicationMessage | AppliedCommit

export type JoinRequest = {
  readonly device: MlsDevice
  /** MLSMessage with a Welcome. */
  readonly welcome: Uint8Array
  /** The `secret` of the key package with this ref, if it is ours. */
  readonly keyPackageSecret: (ref: Uint8Array) => Promise<Uint8Array | undefined>
  /** What this device has of an earlier stay in the group, for messages that are still under way. */
  readonly before?: GroupState
}

/**
 * `parts` are the whole state: delete whatever is stored of an earlier membership. A Welcome can come again:
 * one that leads to an epoch not above what is stored for the group must not replace it, unless this device
 * asked to be let in again.
 */
export type Joined = Change & {
  /** The member whose commit added us. */
  readonly committer: Member
  readonly usedKeyPackageRef: Uint8Array
  readonly usedLastResort: boolean
}

export type SealRequest = {
  readonly plaintext: Uint8Array
  /** Sent in the clear (but authenticated). */
  readonly authenticatedData?: Uint8Array
}

/** `change.parts` must be stored before `bytes` leave. */
export type Sealed = Change & {
  /** MLSMessage with a PrivateMessage. */
  readonly bytes: Uint8Array
  readonly epoch: bigint
  readonly generation: number
}

/** MLS for one account on one device. Nothing here throws for what came from outside. */
export type Mls = {
  generateKeyPackage(request: KeyPackageRequest): Promise<NewKeyPackage>
  createGroup(request: CreateGroupRequest): Promise<Change>
  commit(state: GroupState, request: CommitRequest): Promise<Result<CommitDraft, MlsRefusal>>
  mergePending(state: GroupState, pending: Uint8Array): Promise<Result<AppliedCommit, MlsRefusal>>
  process(state: GroupState, bytes: Uint8Array): Promise<Result<Processed, MlsRefusal>>
  join(request: JoinRequest): Promise<Result<Joined, MlsRefusal>>
  seal(state: GroupState, request: SealRequest): Promise<Result<Sealed, MlsRefusal>>
  /** RFC 9420 §8.5, for the current epoch. */
  exportSecret(state: GroupState, request: ExportRequest): Promise<Uint8Array>
  restore(parts: readonly Part[], device: MlsDevice): Promise<Result<GroupState, MlsRefusal>>
}

export type ExportRequest = {
  readonly label: string
  readonly context: Uint8Array
  readonly length: number
}
