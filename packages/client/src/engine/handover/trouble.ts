// What does not hold of what was handed over: named, and asked of somebody else; or only not to be had now.

import { decodeHistoryWord } from '@sotto/wire'
import type { Turn } from '../conversations/turn.ts'
import { type Live, warn } from '../live.ts'
import { backoffDelay } from '../network/backoff.ts'
import { positionOf } from '../timeline/position.ts'
import { askAnew } from './ask.ts'
import type { Fault } from './check-part.ts'
import { type Wanted, withGiver } from './wanted.ts'

const retries = { least: 2_000, most: 60_000 }

/** `gone`: not at the server any more; `swapped`: the server gave something else. */
export type Trouble = Fault | 'gone' | 'swapped' | 'unreadable'

export async function meetTrouble(
  live: Live,
  turn: Turn,
  { wanted, trouble }: { readonly wanted: Wanted; readonly trouble: Trouble },
): Promise<void> {
  const { record } = turn
  switch (trouble) {
    case 'later':
      return holdFetching(live, turn)
    case 'gone':
      return askAnew(live, turn, wanted, 'lost')
    case 'swapped': {
      const text =
        'The server gave something else in the place of what a member handed over. It was not taken.'
      turn.after(() => warn(live, 'altered_parcel', text, record.id))
      return askAnew(live, turn, wanted, 'lost')
    }
    case 'beyond':
      reproach(live, turn, wanted, 'history_beyond_policy')
      return askAnew(live, turn, wanted, 'refused')
    case 'contradicted':
      return refuseOffer(live, turn, doubting(wanted))
    default:
      return refuseOffer(live, turn, wanted)
  }
}

/** It may be the author who lies: should another account give the same, it is taken. */
function doubting(wanted: Wanted): Wanted {
  const { offer, progress, doubted } = wanted
  const word = offer === undefined ? undefined : decodeHistoryWord(offer)
  if (!word?.ok || word.value.kind !== 'offer' || progress === undefined) return wanted
  const part = word.value.parts[progress.next]
  return part === undefined ? wanted : { ...wanted, doubted: withGiver(doubted, part.digest, progress.by) }
}

/** Whoever made it is named, and asked no more. */
export function refuseOffer(live: Live, turn: Turn, wanted: Wanted): Promise<void> {
  reproach(live, turn, wanted, 'history_refused')
  return askAnew(live, turn, wanted, 'refused')
}

const words = {
  history_beyond_policy: 'is more of this group’s history than it allows',
  history_refused: 'can’t be shown to be what was written here',
}

/** Told at once, and kept in the timeline. */
function reproach(live: Live, turn: Turn, { progress }: Wanted, code: keyof typeof words): void {
  if (progress === undefined) return
  const text = `What ${progress.by} handed over ${words[code]}. It was not taken.`
  const at = live.platform.clock.now()
  const { record } = turn
  turn.write(
    `INSERT OR REPLACE INTO items (conversation, key, pos, type, sender, mine, text, at, state, detail)
     VALUES (?, ?, ?, 'happening', '', 0, '', ?, '', ?)`,
    ...[record.id, `warning ${code} ${progress.device}`, positionOf(record.cursor, 15), at],
    JSON.stringify({ kind: 'warning', code, text }),
  )
  turn.after(() => warn(live, code, text, record.id))
}

function holdFetching(live: Live, turn: Turn): void {
  const errand = live.errands.of(turn.record.id)
  const delay = backoffDelay(live.platform.random, errand.attempt++, retries)
  errand.fetchFrom = live.platform.clock.now() + delay
  turn.after(() => live.wakeLater(turn.record.id, delay))
}
