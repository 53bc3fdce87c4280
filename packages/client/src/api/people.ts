// Other people, their keys, and how far the directory that tells them can be relied on.

import type { AccountName, PresenceStatus } from '@sotto/wire'

export type PersonSnapshot = {
  readonly account: AccountName
  readonly presence: PresenceStatus
  /** 0 while online or never seen. */
  readonly lastSeen: number
  readonly blocked: boolean
  /** The account key differs from the one first seen: sending waits for a decision. */
  readonly keyChanged: boolean
  /** The person has compared the safety number with them. */
  readonly verified: boolean
  /** The account was deleted: nothing reaches them any more. */
  readonly gone: boolean
}

/** Safety numbers with somebody: 60 digits in groups of five. */
export type KeySnapshot = {
  readonly account: AccountName
  /** Under the account key that this device goes by. */
  readonly number: string
  /** The same number as twelve words, with spaces between them. */
  readonly words: string
  /** The same as the text of a QR code, for the other's camera. */
  readonly code: string
  /** When the person compared it, milliseconds since 1970. */
  readonly verifiedAt?: number
  /** A number was compared, and it is not this one or no longer the only one. */
  readonly wasVerified: boolean
  /** Under another key that was shown since: sending waits for a decision about it. */
  readonly offered?: string
  /** Under one that the person has declined. */
  readonly declined?: string
}

/**
 * How far the server's word about keys and devices can be relied on. `size` counts the changes that its directory
 * has seen. `unproven`, `older`: of the moment. `differs`: by what somebody else has told; nothing is stopped by it.
 * With any other kind nobody new and no new device is taken from this directory until the person goes on with it.
 */
export type DirectorySnapshot =
  | { readonly state: 'good'; readonly size: number }
  | ({ readonly state: 'doubtful'; readonly size: number } & DirectoryDoubt)

export type DirectoryDoubt = {
  readonly kind:
    | 'unproven'
    | 'older'
    | 'split'
    | 'rewritten'
    | 'foreign_version'
    | 'withheld'
    | 'other_log'
    | 'differs'
  /** Milliseconds since 1970. */
  readonly since: number
  /** What is wrong, in a sentence. */
  readonly text: string
  /** Whose account it is about, or who was shown something else. */
  readonly about?: AccountName
  /** What the server has signed, base64url: whoever looks at these can judge for themselves. */
  readonly heads: readonly string[]
}

export type PeopleTopics = {
  /** The directory, live: presence follows while it is watched. */
  people: {
    params: { query: string }
    snapshot: { readonly people: readonly PersonSnapshot[]; readonly complete: boolean }
  }
  /** Null for somebody who was not met yet. */
  key: { params: { account: AccountName }; snapshot: KeySnapshot | null }
  blocks: { params: undefined; snapshot: readonly AccountName[] }
  directory: { params: undefined; snapshot: DirectorySnapshot }
}

export type PeopleCommands = {
  block: { params: { account: AccountName }; value: null }
  unblock: { params: { account: AccountName }; value: null }
  key: { params: { account: AccountName }; value: KeySnapshot }
  /**
   * After a changed account key: go on with the one whose safety number the person has seen. `key_outdated`
   * when it is neither the one that waits for a decision nor one declined before.
   */
  acceptKey: { params: { account: AccountName; number: string }; value: null }
  /**
   * Keeps the key that was known. Conversations go on with the devices that it vouches for; whoever shows the
   * declined key is not added, and where somebody is in a group under it, sending waits there. `key_outdated`
   * when the number is not that of the key that waits for a decision.
   */
  rejectKey: { params: { account: AccountName; number: string }; value: null }
  /**
   * The person has compared this safety number, in digits or in words, with what the other one sees. `numbers_differ`
   * when it is not the one known here, `key_changed` while another waits for a decision.
   */
  verifyKey: { params: { account: AccountName; number: string }; value: KeySnapshot }
  /**
   * The same by the code that the other one's screen shows. `numbers_differ`; `own_code`, `code_of_others` and
   * `code_unreadable` when it says nothing about these two.
   */
  verifyByCode: { params: { account: AccountName; code: string }; value: KeySnapshot }
  /** Takes back that the number was compared. */
  unverifyKey: { params: { account: AccountName }; value: KeySnapshot }
  /** Every doubt there ever was about the server's directory, but those of a moment; the oldest first. */
  directoryDoubts: { params: undefined; value: readonly (DirectoryDoubt & { readonly settled: boolean })[] }
  /**
   * The person has seen the doubt of that time, and goes on with the directory as the server shows it now. What came
   * later is not settled by it. The safety numbers that are known stay.
   */
  acceptDirectory: { params: { since: number }; value: null }
}
