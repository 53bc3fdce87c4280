// What a person does with conversations that follows the account: pins, mutes, says what is told of them, writes drafts.

import type { ConversationId } from '@sotto/wire'
import type { Commands } from '../../api/engine.ts'
import type { Outcome } from '../../api/outcome.ts'
import { failure } from '../../errors.ts'
import type { Live } from '../live.ts'
import { unknownConversation } from '../outbox/send.ts'
import type { Database } from '../store/database.ts'
import { numberOf } from '../store/rows.ts'
import { change } from './change.ts'
import { mutedForGood, onlyMentions } from './entry.ts'
import { countPins, readThing } from './memory.ts'
import type { Thing } from './names.ts'

const done = { ok: true, value: null } as const
const mostPins = 100

export async function saveDraft(live: Live, params: Commands['saveDraft']['params']): Promise<Outcome<null>> {
  const { conversation, text, settled } = params
  if (!(await isKnown(live, conversation))) return unknownConversation()
  await change(live, { kind: 'draft', name: conversation }, text)
  if (settled === true) await live.synced().tell()
  else live.synced().draftChanged()
  return done
}

export async function dropOtherDraft(live: Live, conversation: ConversationId): Promise<Outcome<null>> {
  await change(live, { kind: 'aside', name: conversation }, '')
  await live.synced().tell()
  return done
}

export async function setPin(
  live: Live,
  conversation: ConversationId,
  isPinned: boolean,
): Promise<Outcome<null>> {
  if (!(await isKnown(live, conversation))) return unknownConversation()
  const thing: Thing = { kind: 'pin', name: conversation }
  const known = await readThing(live.db, thing)
  const wasPinned = known !== undefined && Number(known.value) > 0
  if (isPinned && !wasPinned && (await countPins(live.db)) >= mostPins) {
    return failure(
      'too_many_pins',
      `No more than ${mostPins} conversations can be pinned. Unpin another one first.`,
    )
  }
  if (isPinned !== wasPinned) await change(live, thing, isPinned ? live.platform.clock.now() : 0)
  await live.synced().tell()
  return done
}

export async function setMute(live: Live, params: Commands['mute']['params']): Promise<Outcome<null>> {
  const { conversation, until } = params
  if (!(await isKnown(live, conversation))) return unknownConversation()
  if (until !== 'always' && !(Number.isSafeInteger(until) && until > live.platform.clock.now())) {
    return failure('bad_time', 'Choose a time that is still to come.')
  }
  await change(live, { kind: 'mute', name: conversation }, until === 'always' ? mutedForGood : until)
  await live.synced().tell()
  return done
}

export async function unmute(live: Live, conversation: ConversationId): Promise<Outcome<null>> {
  if (!(await isKnown(live, conversation))) return unknownConversation()
  await change(live, { kind: 'mute', name: conversation }, 0)
  await live.synced().tell()
  return done
}

/** What is told of it from now on; a mute for a time is over with it. */
export async function setLevel(live: Live, params: Commands['setLevel']['params']): Promise<Outcome<null>> {
  const { conversation: name, level } = params
  if (!(await isKnown(live, name))) return unknownConversation()
  await change(live, { kind: 'mute', name }, level === 'nothing' ? mutedForGood : 0)
  if (level !== 'nothing')
    await change(live, { kind: 'level', name }, level === 'mentions' ? onlyMentions : 0)
  await live.synced().tell()
  return done
}

/** Out of the list, as far as it has come; what comes later brings it back. */
export async function setArchived(
  live: Live,
  name: ConversationId,
  isArchived: boolean,
): Promise<Outcome<null>> {
  const row = await live.db.first('SELECT at FROM conversations WHERE id = ?', [name])
  if (row === undefined) return unknownConversation()
  await change(live, { kind: 'archived', name }, isArchived ? Math.max(1, numberOf(row, 'at')) : 0)
  await live.synced().tell()
  return done
}

/** Whether it looks unread though everything in it was read. */
export async function setUnread(live: Live, name: ConversationId, isUnread: boolean): Promise<Outcome<null>> {
  if (!(await isKnown(live, name))) return unknownConversation()
  await change(live, { kind: 'unread', name }, isUnread ? 1 : 0)
  await live.synced().tell()
  return done
}

async function isKnown({ db }: { readonly db: Database }, conversation: ConversationId): Promise<boolean> {
  return (await db.first('SELECT 1 AS one FROM conversations WHERE id = ?', [conversation])) !== undefined
}
