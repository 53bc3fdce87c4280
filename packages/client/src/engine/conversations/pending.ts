// The commit that this device has sealed and stored but not yet seen in the log. At most one per
// conversation; it is uploaded again until the log shows it, or shows that another has won (D-5).

import { type CommitDraft, envelopeIdOf } from '@sotto/crypto'
import {
  type AccountName,
  type CommitUpload,
  type ConversationKind,
  type DeviceId,
  type EnvelopeId,
  parseEnvelopeId,
} from '@sotto/wire'
import { holderOf } from '../people/holder.ts'
import { bytesOf, jsonOf, parsed } from '../store/rows.ts'
import type { Turn } from './turn.ts'

export type Pending = {
  readonly envelope: EnvelopeId
  readonly creates: ConversationKind | undefined
  readonly upload: CommitUpload
  readonly nextState: Uint8Array
}

type Roster = {
  readonly creates: ConversationKind | null
  readonly added: readonly { readonly account: AccountName; readonly device: DeviceId }[]
  readonly removed: readonly DeviceId[]
}

/** Stored with the state it follows from, before a byte of it leaves. */
export function writePending(turn: Turn, draft: CommitDraft, creates?: ConversationKind): void {
  const added = draft.added.map((member) => {
    const { account, device } = holderOf(member)
    return { account, device }
  })
  const removed = draft.removed.map((member) => holderOf(member).device)
  const roster: Roster = { creates: creates ?? null, added, removed }
  turn.write(
    `INSERT INTO pending_commits (conversation, envelope, upload, next_state, envelope_bytes, welcome)
     VALUES (?, ?, ?, ?, ?, ?)`,
    ...[turn.record.id, envelopeIdOf(draft.commit), JSON.stringify(roster), draft.pending, draft.commit],
    draft.welcome ?? new Uint8Array(),
  )
}

export async function readPending(turn: Turn): Promise<Pending | undefined> {
  const row = await turn.first('SELECT * FROM pending_commits WHERE conversation = ?', [turn.record.id])
  if (row === undefined) return undefined
  const { creates, added, removed } = jsonOf(row, 'upload') as Roster
  return {
    envelope: parsed(row, 'envelope', parseEnvelopeId),
    creates: creates ?? undefined,
    upload: {
      conversation: turn.record.id,
      commit: bytesOf(row, 'envelope_bytes'),
      welcome: bytesOf(row, 'welcome'),
      added,
      removed,
    },
    nextState: bytesOf(row, 'next_state'),
  }
}

export function dropPending(turn: Turn): void {
  turn.write('DELETE FROM pending_commits WHERE conversation = ?', turn.record.id)
}
