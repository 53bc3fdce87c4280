// The newest head of the server's key log goes along with what is sent anyway, once into each conversation (KT-10): that
// is all it takes to find a server that shows two people two truths.

import type { Turn } from '../conversations/turn.ts'
import type { Live } from '../live.ts'

/** For the heading of a message: nothing, when this conversation has been told already. */
export function newHead(live: Live, { record }: Turn): { readonly treeHead?: Uint8Array } {
  const log = live.keyLog.headToTell(record.toldHead)
  if (log === undefined) return {}
  record.toldHead = log.head.size
  return { treeHead: log.signed }
}
