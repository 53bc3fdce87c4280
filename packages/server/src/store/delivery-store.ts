// The store of conversation logs, as a port. The rules of delivery live in `delivery/rules`, as pure
// functions that the store calls inside its transaction with what it has loaded: they look at a log and
// say what to write. What `append` and `amend` answered is on the disk.

import type {
  AccountName,
  ConversationId,
  ConversationKind,
  DeviceId,
  EntryKind,
  EnvelopeId,
  Refusal,
  Result,
} from '@sotto/wire'

export type MemberState = 'active' | 'request' | 'left'

export type Member = {
  readonly state: MemberState
  /** Who put the account into the conversation; undefined for its founder. */
  readonly invitedBy: AccountName | undefined
  /** The last entry that its devices are given while its state is `request` (C-6). */
  readonly pausesAt?: number
}

/** The last entry that the account's devices are given for now; undefined when nothing is held back (C-6). */
export function pauseOf({ members }: Pick<Log, 'members'>, account: AccountName): number | undefined {
  const member = members.get(account)
  return member?.state === 'request' ? member.pausesAt : undefined
}

/** A time in which a device was on the roster: it sees the entries from `joined` to `until` (D-9). */
export type Stay = {
  /** The entry that put the device on the roster. */
  readonly joined: number
  /** The last entry; undefined while the device is on the roster. */
  readonly until: number | undefined
}

export type RosterDevice = Stay & {
  readonly account: AccountName
  /** The last `seq` the device has acknowledged (D-6). */
  readonly cursor: number
  /** Stays before this one of which the device has not acknowledged all, oldest first. */
  readonly earlier: readonly { readonly joined: number; readonly until: number }[]
}

/** A conversation's log without its entries. */
export type Log = {
  readonly conversation: ConversationId
  readonly kind: ConversationKind
  readonly generation: number
  readonly epoch: number
  readonly lastSeq: number
  /** Messages taken while nobody else had accepted (C-6). */
  readonly unanswered: number
  readonly members: ReadonlyMap<AccountName, Member>
  /** How many of the members have been asked and have not answered. */
  readonly requests: number
  readonly roster: ReadonlyMap<DeviceId, RosterDevice>
}

export type StoredEntry = {
  readonly seq: number
  readonly at: number
  readonly kind: Exclude<EntryKind, 'welcome' | 'gap'>
  readonly id: EnvelopeId
  readonly bytes: Uint8Array
  readonly sender: DeviceId | undefined
}

/** What the store looks up for the rules before it asks them. */
export type AppendRequest = {
  readonly conversation: ConversationId
  /** The id of the entry that may be written; the store says whether the log knows it already (D-3). */
  readonly id: EnvelopeId
  /** Accounts that `by` would put into the conversation. */
  readonly newcomers?: { readonly by: AccountName; readonly accounts: readonly AccountName[] }
}

export type Facts = {
  readonly log: Log | undefined
  /** The entry of this id, if the log still has it. */
  readonly known:
    | { readonly seq: number; readonly at: number; readonly sender: DeviceId | undefined }
    | undefined
  /** Those of `newcomers` that share a conversation with `by` in which both are active. */
  readonly acquainted: ReadonlySet<AccountName>
  /** Message requests of `by` that nobody has answered, in all conversations. */
  readonly openRequests: number
  /** Those of `newcomers` (and `by`) that have as many conversations as `limits` allows. */
  readonly fullAccounts: ReadonlySet<AccountName>
}

/** What changes in a log beside its entries. Whatever is not named stays. */
export type LogChange = {
  readonly kind?: ConversationKind
  readonly generation?: number
  readonly epoch?: number
  readonly unanswered?: number
  /** `undefined` takes the account out. */
  readonly members?: readonly (readonly [AccountName, Member | undefined])[]
  /** Devices that come, or come again: a new stay begins, and what is unread of the one before is kept. */
  readonly joins?: readonly { readonly account: AccountName; readonly device: DeviceId }[]
  /** Devices that go: the entry of this change is the last they see. */
  readonly ends?: readonly DeviceId[]
  /** Devices that are forgotten at once. */
  readonly drops?: readonly DeviceId[]
}

export type NewLogEntry = Omit<StoredEntry, 'seq' | 'at'> & {
  /** The Welcome for the devices in `joins`. */
  readonly welcome?: Uint8Array
}

export type Decision =
  | { readonly do: 'refuse'; readonly refusal: Refusal }
  | { readonly do: 'known'; readonly seq: number; readonly at: number }
  | { readonly do: 'append'; readonly entry: NewLogEntry; readonly change?: LogChange }

export type Amendment =
  | { readonly do: 'refuse'; readonly refusal: Refusal }
  | { readonly do: 'nothing' }
  | { readonly do: 'change'; readonly change: LogChange }

export type Written = {
  readonly seq: number
  readonly at: number
  /** True when the log had the entry before (D-3). */
  readonly known: boolean
}

/** Where a device stands in a conversation. */
export type Position = {
  readonly conversation: ConversationId
  readonly cursor: number
  /** The last entry the device may see. */
  readonly lastSeq: number
  /** The device is off the roster: nothing comes after `lastSeq`. */
  readonly ended: boolean
  /** What comes after this entry is held back until the account accepts (C-6). */
  readonly pausesAt: number | undefined
}

export type Cursor = { readonly conversation: ConversationId; readonly seq: number }

export type DeliveryStore = {
  /** Called for every entry that was written, after it is on the disk, in the order of each log. */
  onWritten(listener: (written: WrittenEntry) => void): void
  /**
   * Asks `decide` and writes the entry it returns as the log's next. A conversation that is not there is
   * made by a decision with `kind`, `generation` and `epoch`. A failing disk gives `store_full` or `unavailable`.
   */
  append(request: AppendRequest, decide: (facts: Facts) => Decision): Promise<Result<Written>>
  /** As `append`, for a change that writes no entry. */
  amend(conversation: ConversationId, decide: (log: Log | undefined) => Amendment): Promise<Result<undefined>>
  log(conversation: ConversationId): Promise<Log | undefined>
  /** Entries with a `seq` over `after`, in order: at most so many, and at least one if there is one. */
  read(
    conversation: ConversationId,
    after: number,
    most: { readonly entries: number; readonly bytes: number },
  ): Promise<readonly StoredEntry[]>
  /** The Welcome that the entry carried. */
  welcome(conversation: ConversationId, seq: number): Promise<Uint8Array | undefined>
  /**
   * Where the device stands in every conversation it is on the roster of, or was until it has read all; page
   * by page, so that thousands hold nobody up. Each page is as things are when it is given.
   */
  positions(device: DeviceId): AsyncIterable<readonly Position[]>
  /** Where the device stands in this conversation. */
  position(device: DeviceId, conversation: ConversationId): Promise<Position | undefined>
  /** The conversations in which the account is active or a request. */
  conversationsOf(account: AccountName): Promise<readonly ConversationId[]>
  /** Everybody who shares a conversation with the account. */
  peersOf(account: AccountName): Promise<readonly AccountName[]>
  /** Whom `from` has put into a conversation that they have not accepted, while they share no other. */
  unansweredBy(from: AccountName): Promise<ReadonlySet<AccountName>>
  /**
   * Moves cursors forward (never back, never beyond the log). Takes effect at once, and is on the disk
   * after a moment; a crash in between means that a device is sent again what it already has.
   */
  acknowledge(device: DeviceId, cursors: readonly Cursor[]): void
  /**
   * Writes cursors, and deletes what every device has acknowledged (D-10); `everything` for the last time.
   * Asked again meanwhile, it settles once more afterwards.
   */
  settle(everything?: boolean): Promise<void>
  /** Deletes entries older than `before` (D-10). Returns how many. */
  expire(before: number): Promise<number>
  /** Takes an account and its devices out of every conversation at once; answers how many these were. */
  forgetAccount(account: AccountName): Promise<number>
  /** Takes a device off every roster at once. */
  forgetDevice(device: DeviceId): Promise<void>
}

export type WrittenEntry = StoredEntry & {
  readonly conversation: ConversationId
  /** The sender's account, while the device is on the roster. */
  readonly account: AccountName | undefined
  readonly change: LogChange | undefined
}
