// Brings in a sealed copy of the own history (spec/archive.md EX-4, EX-6): what this device lacks of it comes in as if
// the archive had brought it, and goes to the archive like anything else.

import { archiveKey, erase, type HistoryFileError, openHistoryFile } from '@sotto/crypto'
import type { Commands } from '../../api/engine.ts'
import type { Outcome } from '../../api/outcome.ts'
import { failure } from '../../errors.ts'
import { takeCopied } from '../archive/take-in.ts'
import { type ConversationRecord, newRecord } from '../conversations/record.ts'
import type { Live } from '../live.ts'
import { type CopiedConversation, type CopiedItem, longestCopy, readJson } from './form.ts'

/** Around a body of that length. */
const longestFile = longestCopy + 4096
const itemsAtOnce = 500

export async function importHistory(
  live: Live,
  { bytes, password }: Commands['importHistory']['params'],
): Promise<Outcome<Commands['importHistory']['value']>> {
  if (bytes.length > longestFile) return tooLarge
  if (isReadable(bytes)) return readable
  const { state, problem } = await live.archive().snapshot()
  if (state !== 'complete' && problem === undefined) return stillArriving
  const opened = await open(live, bytes, password)
  if (!opened.ok) return opened
  let messages = 0
  for (const one of opened.value) messages += await takeConversation(live, one)
  return { ok: true, value: { messages } }
}

async function open(
  live: Live,
  bytes: Uint8Array,
  password: string,
): Promise<Outcome<readonly CopiedConversation<CopiedItem>[]>> {
  const { account, rootKey } = live.identity
  const owner = { account, archiveKey: archiveKey(rootKey) }
  const body = await openHistoryFile(owner, bytes, password)
  erase(owner.archiveKey)
  if (!body.ok) return refusals[body.error.code]
  const read = readJson(textOf(body.value))
  return 'error' in read ? refusals[read.error] : { ok: true, value: read.conversations }
}

/** A file that was made by this program is UTF-8; of another nothing can be read anyway. */
function textOf(body: Uint8Array): string {
  return new TextDecoder('utf-8').decode(body)
}

/** How many messages came. */
async function takeConversation(live: Live, copied: CopiedConversation<CopiedItem>): Promise<number> {
  const { id, facts, items } = copied
  let messages = 0
  for (let from = 0; from < items.length; from += itemsAtOnce) {
    const some = items.slice(from, from + itemsAtOnce)
    const came = await live.actors.of(id).run(
      async (turn) => {
        const fresh = await takeCopied(live, turn, some)
        const { record } = turn
        if (fresh > 0) record.listed = true
        if (record.listed) record.readPos = Math.max(record.readPos, facts.readPos)
        return fresh
      },
      () => formerRecord(copied),
    )
    messages += came ?? 0
  }
  return messages
}

/** Nobody but the copy knows of it: the account is not in it any more, as far as anybody can tell. */
function formerRecord({ id, facts }: CopiedConversation<CopiedItem>): ConversationRecord {
  const { kind, name, peer, members, begunBy, begunAt, generation } = facts
  return {
    ...newRecord(id, { kind, name, peer, begunAt }),
    ...{ members, begunBy, generation },
    state: facts.state === 'removed' ? 'removed' : 'left',
    group: 'gone',
  }
}

const jsonOrPage = [0x7b, 0x3c]

/** JSON or a page; a sealed file begins with neither. */
function isReadable(bytes: Uint8Array): boolean {
  return jsonOrPage.includes(bytes[0] ?? 0)
}

const readable = failure(
  'copy_not_sealed',
  'This is a readable copy. Anybody could have written it, so only sealed copies can be brought in. Nothing was changed.',
)
const tooLarge = failure('copy_too_large', 'This file is larger than any copy of Sotto. Nothing was changed.')
const stillArriving = failure(
  'history_arriving',
  'Your history is still arriving on this device. Bring in the copy when it is here: then nothing comes twice, and nothing that you deleted comes back.',
)
const damaged = failure(
  'not_a_copy',
  'This is not a sealed copy of Sotto, or it is damaged. Nothing was changed.',
)

const refusals: Readonly<Record<HistoryFileError['code'], ReturnType<typeof failure>>> = {
  malformed: damaged,
  newer: failure(
    'copy_too_new',
    'This copy was made by a newer version of Sotto. Update this one and try again. Nothing was changed.',
  ),
  wrong_key: failure('wrong_file_password', 'That is not the password of this file. Nothing was changed.'),
  other_account: failure('other_account', 'This is the history of another account. Nothing was changed.'),
  not_genuine: failure(
    'copy_not_genuine',
    'This file says that it is yours, but no device of your account made it. Nothing was changed, and whoever gave it to you should not be believed.',
  ),
}
