// Delivery: the one door to the conversation logs. It opens envelopes as far as they are open, lets the
// rules decide inside the store's transaction, and tells the bus what was written, after it was written.

import {
  type AccountName,
  type CommitUpload,
  type ConversationId,
  type ConversationKind,
  type DeviceId,
  type EnvelopeId,
  ok,
  type Refusal,
  type Result,
  refuse,
  type Schemas,
} from '@sotto/wire'
import type { Bus } from '../bus/bus.ts'
import { topics } from '../bus/topics.ts'
import { ConversationIds } from '../conversation-ids.ts'
import type { AccountGate, Clock } from '../gates.ts'
import type { Limits } from '../limits.ts'
import type {
  AppendRequest,
  Cursor,
  Decision,
  DeliveryStore,
  Facts,
  LogChange,
  Position,
  Written,
  WrittenEntry,
} from '../store/delivery-store.ts'
import { BlockCache } from './block-cache.ts'
import { describeConversation, summarise } from './conversation-info.ts'
import { type Page, type ViewedEntry, type ViewSource, viewLog } from './device-view.ts'
import {
  type Envelope,
  type EnvelopeReader,
  fastEnvelopeId,
  openEnvelope,
  type PeekPrivateMessage,
} from './framing.ts'
import { checkRejoin } from './rejoin.ts'
import { newcomersOf } from './rules/admission.ts'
import { decideCommit } from './rules/commit.ts'
import { decideCreate } from './rules/create.ts'
import { decideAccept, decideDecline, decideLeave, decideRejoin, randomEntryId } from './rules/membership.ts'
import { notMember, placeOf, type Requester, type RuleContext } from './rules/request.ts'
import { decideLastWord, decideSend } from './rules/send.ts'

export type DeliveryOptions = {
  readonly store: DeliveryStore
  readonly bus: Bus
  readonly clock: Clock
  readonly accounts: AccountGate
  readonly peek: PeekPrivateMessage
  readonly limits: Limits
}

const none: readonly DeviceId[] = []
const noMember: Refusal = notMember.refusal

export class Delivery {
  readonly limits: Limits
  readonly conversationIds = new ConversationIds()
  readonly #store: DeliveryStore
  readonly #source: ViewSource
  readonly #bus: Bus
  readonly #clock: Clock
  readonly #accounts: AccountGate
  readonly #reader: EnvelopeReader
  readonly #blocks: BlockCache
  readonly #context: RuleContext

  constructor(options: DeliveryOptions) {
    const { store, bus, accounts } = options
    this.limits = options.limits
    this.#store = store
    this.#source = { store, accounts }
    this.#bus = bus
    this.#clock = options.clock
    this.#accounts = accounts
    this.#reader = { peek: options.peek, ids: this.conversationIds }
    this.#blocks = new BlockCache(bus, (account, other) => accounts.hasBlocked(account, other))
    const people = {
      hasBlocked: (account: AccountName, other: AccountName) => this.#blocks.hasBlocked(account, other),
      accountOf: (device: DeviceId) => accounts.accountOf(device),
    }
    this.#context = { people, limits: options.limits }
    store.onWritten((written) => this.#tell(written))
  }

  /** Takes a sealed application message into the log. Resolves when it is on the disk (D-2). `id` is that of `bytes`. */
  send(
    by: Requester,
    conversation: ConversationId,
    bytes: Uint8Array,
    id: EnvelopeId = fastEnvelopeId(bytes),
  ): Promise<Result<Written>> {
    if (bytes.length > this.limits.messageBytes) {
      return Promise.resolve(refuse('too_large', 'This message is too large.'))
    }
    const envelope = this.#open({ bytes, id }, conversation, 'application')
    if (!envelope.ok) return Promise.resolve(envelope)
    const request = { conversation, id: envelope.value.id }
    return this.#store.append(request, (facts) => decideSend(facts, by, envelope.value, this.#context))
  }

  /** Takes a commit as the next of its epoch, or refuses it with `epoch_conflict` (D-5). */
  commit(by: Requester, upload: CommitUpload): Promise<Result<Written>> {
    return this.#change(by, upload, (facts, envelope) =>
      decideCommit(facts, { by, envelope, upload }, this.#context),
    )
  }

  /** Makes a conversation, or the next generation of a broken one (C-1, C-2, C-8). */
  create(by: Requester, as: ConversationKind, upload: CommitUpload): Promise<Result<Written>> {
    return this.#change(by, upload, (facts, envelope) =>
      decideCreate(facts, { by, as, envelope, upload }, this.#context),
    )
  }

  /**
   * Takes the account out (C-5). `notice`: the `seq` of its word, or of the last entry the device has seen. `word`: the
   * sealed notice, where it was refused as a message; it is written first, and is the account's last (C-6).
   */
  async leave(
    by: Requester,
    conversation: ConversationId,
    { notice, word }: { readonly notice: number; readonly word?: Uint8Array },
  ): Promise<Result<Written>> {
    const said = word === undefined ? undefined : await this.#lastWord(by, conversation, word)
    if (said?.ok === false) return said
    return this.#store.append({ conversation, id: randomEntryId() }, (facts) =>
      decideLeave(facts, by, said?.value.seq ?? notice),
    )
  }

  /** Accepts a message request; harmless when there is none (C-6). */
  async accept(by: Requester, conversation: ConversationId): Promise<Result<undefined>> {
    const result = await this.#store.amend(conversation, (log) => decideAccept(log, by))
    if (result.ok) await this.#answered(conversation, new Set([by.account]))
    return result
  }

  /** Ends a message request without a word to the one who asked. */
  async decline(by: Requester, conversation: ConversationId): Promise<Result<undefined>> {
    const result = await this.#store.amend(conversation, (log) => decideDecline(log, by))
    if (result.ok) this.#notify(by.account, conversation)
    return result
  }

  /** Writes a device's signed request to be added again (C-8). */
  async rejoin(by: Requester, conversation: ConversationId, bytes: Uint8Array): Promise<Result<Written>> {
    const signatureKey = this.#accounts.signatureKeyOf(by.device)
    const now = this.#clock.now()
    const checked = checkRejoin(bytes, { conversation, device: by.device, signatureKey, now })
    if (!checked.ok) return checked
    const id = fastEnvelopeId(bytes)
    return this.#store.append({ conversation, id }, (facts) =>
      decideRejoin(facts, by, { do: 'append', entry: { kind: 'rejoin', id, bytes, sender: by.device } }),
    )
  }

  /** Moves a device's cursors; what it must not acknowledge is passed over (D-6). */
  acknowledge(device: DeviceId, cursors: readonly Cursor[]): void {
    this.#store.acknowledge(device, cursors)
  }

  positions(device: DeviceId): AsyncIterable<readonly Position[]> {
    return this.#store.positions(device)
  }

  position(device: DeviceId, conversation: ConversationId): Promise<Position | undefined> {
    return this.#store.position(device, conversation)
  }

  /** The next entries for a device after `after`, as it may see them. */
  async view(
    conversation: ConversationId,
    request: { readonly device: DeviceId; readonly after: number; readonly page: Page },
  ): Promise<readonly ViewedEntry[]> {
    const log = await this.#store.log(conversation)
    return log === undefined ? [] : viewLog(this.#source, log, request)
  }

  /** A range of the log for repair, by a device on the roster (D-12, C-4). */
  async readLog(
    by: Requester,
    conversation: ConversationId,
    request: { readonly after: number; readonly page: Page },
  ): Promise<Result<{ readonly entries: readonly ViewedEntry[]; readonly lastSeq: number }>> {
    const log = await this.#store.log(conversation)
    if (log === undefined || placeOf(log, by) === undefined) return { ok: false, error: noMember }
    const entries = await viewLog(this.#source, log, { device: by.device, isWhole: true, ...request })
    return ok({ entries, lastSeq: log.lastSeq })
  }

  async info(by: Requester, conversation: ConversationId): Promise<Result<Schemas['ConversationInfo']>> {
    const log = await this.#store.log(conversation)
    if (log === undefined || placeOf(log, by) === undefined) return { ok: false, error: noMember }
    return ok(describeConversation(log, by))
  }

  async list(account: AccountName): Promise<Schemas['Conversations']> {
    const ids = await this.#store.conversationsOf(account)
    const logs = await Promise.all(ids.map((id) => this.#store.log(id)))
    return { conversations: logs.flatMap((log) => (log === undefined ? [] : summarise(log, account))) }
  }

  /** Everybody who shares a conversation with the account. */
  acquaintances(account: AccountName): Promise<readonly AccountName[]> {
    return this.#store.peersOf(account)
  }

  /** Those of `accounts` whose presence `viewer` may not learn (P-2). */
  async hiddenFrom(viewer: AccountName, accounts: readonly AccountName[]): Promise<ReadonlySet<AccountName>> {
    const unanswered = await this.#store.unansweredBy(viewer)
    const isHidden = (account: AccountName) =>
      account !== viewer && (unanswered.has(account) || this.#blocks.hasBlocked(account, viewer))
    return new Set(accounts.filter(isHidden))
  }

  /** Takes a deleted account out of every conversation (O-4); answers how many these were. */
  forgetAccount(account: AccountName): Promise<number> {
    return this.#store.forgetAccount(account)
  }

  /** Takes a signed-out device off every roster (S-3). */
  forgetDevice(device: DeviceId): Promise<void> {
    return this.#store.forgetDevice(device)
  }

  close(): void {
    this.#blocks.close()
  }

  async #lastWord(by: Requester, conversation: ConversationId, bytes: Uint8Array): Promise<Result<Written>> {
    const envelope = this.#open({ bytes, id: fastEnvelopeId(bytes) }, conversation, 'application')
    if (!envelope.ok) return envelope
    return this.#store.append({ conversation, id: envelope.value.id }, (facts) =>
      decideLastWord(facts, by, envelope.value, this.#context),
    )
  }

  #open(
    { bytes, id }: { readonly bytes: Uint8Array; readonly id: EnvelopeId },
    conversation: ConversationId,
    contentType: Envelope['contentType'],
  ): Result<Envelope, Refusal> {
    const envelope = openEnvelope(this.#reader, bytes, id)
    if (!envelope.ok) return envelope
    if (envelope.value.conversation !== conversation) {
      return refuse('bad_request', 'This message belongs to another conversation.')
    }
    if (envelope.value.contentType !== contentType) {
      return refuse('bad_request', 'This is not the kind of message it is sent as.')
    }
    return envelope
  }

  async #change(
    by: Requester,
    upload: CommitUpload,
    decide: (facts: Facts, envelope: Envelope) => Decision,
  ): Promise<Result<Written>> {
    const envelope = this.#open(
      { bytes: upload.commit, id: fastEnvelopeId(upload.commit) },
      upload.conversation,
      'commit',
    )
    if (!envelope.ok) return envelope
    const request: AppendRequest = {
      conversation: upload.conversation,
      id: envelope.value.id,
      newcomers: { by: by.account, accounts: newcomersOf(undefined, upload, by) },
    }
    return this.#store.append(request, (facts) => decide(facts, envelope.value))
  }

  #tell(written: WrittenEntry): void {
    const { conversation, seq, at, kind, id, bytes, sender, account, change } = written
    for (const { device } of change?.joins ?? []) {
      this.#bus.publish(topics.device(device), { kind: 'joined', conversation })
    }
    const added = change?.joins === undefined ? none : newcomers(change.joins, sender)
    const removed = change?.ends ?? none
    this.#bus.publish(topics.conversation(conversation), {
      conversation,
      seq,
      at,
      kind,
      id,
      bytes,
      sender,
      uploader: sender === undefined || account === undefined ? undefined : { account, device: sender },
      added,
      removed,
    })
    if (change === undefined) return
    // Only an answer to a message request sets this back to 0: then everybody hears of it (C-6).
    if (change.unanswered === 0) void this.#answered(conversation, activeIn(change))
    else for (const account of touchedBy(change)) this.#notify(account, conversation)
  }

  /** Everybody who takes part hears of it, and whoever answered gets what was held back. */
  async #answered(conversation: ConversationId, by: ReadonlySet<AccountName>): Promise<void> {
    const log = await this.#store.log(conversation)
    for (const [device, { account, until }] of log?.roster ?? []) {
      if (until === undefined && by.has(account)) {
        this.#bus.publish(topics.device(device), { kind: 'joined', conversation })
      }
    }
    for (const account of log?.members.keys() ?? []) this.#notify(account, conversation)
  }

  #notify(account: AccountName, conversation: ConversationId): void {
    this.#bus.publish(topics.account(account), { notice: 'conversation', subject: conversation })
  }
}

function activeIn({ members = [] }: LogChange): ReadonlySet<AccountName> {
  return new Set(members.flatMap(([account, member]) => (member?.state === 'active' ? account : [])))
}

/** Whose state has changed, and who may not see them any more because they were asked (P-2). */
function touchedBy({ members = [] }: LogChange): ReadonlySet<AccountName> {
  const askers = members.flatMap(([, member]) =>
    member?.state === 'request' ? (member.invitedBy ?? []) : [],
  )
  return new Set([...members.map(([account]) => account), ...askers])
}

/** Who joins by a Welcome; who founds is there already. */
function newcomers(joins: NonNullable<LogChange['joins']>, sender: DeviceId | undefined): DeviceId[] {
  return joins.map((join) => join.device).filter((device) => device !== sender)
}
