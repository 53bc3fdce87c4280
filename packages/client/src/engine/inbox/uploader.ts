// Who brought an entry to the log, as the server says (D-15). It names who sent what nobody can open, and
// nothing else: who wrote what can be opened is sealed inside, and a server that told otherwise is named.

import { type Member, membersOf } from '@sotto/crypto'
import type { AccountName, Entry } from '@sotto/wire'
import type { Turn } from '../conversations/turn.ts'
import { type Live, warn } from '../live.ts'
import { holderOf } from '../people/holder.ts'

/** Of what can't be opened; undefined when nobody is named who could have sent it. */
export async function namedSender(
  live: Live,
  turn: Turn,
  { uploader }: Entry,
): Promise<AccountName | undefined> {
  if (uploader === undefined || uploader.device === live.identity.device) return undefined
  const group = await turn.group()
  const isMember = (group === undefined ? [] : membersOf(group)).some((member) => {
    const { account, device } = holderOf(member)
    return device === uploader.device && account === uploader.account
  })
  return isMember ? uploader.account : undefined
}

/** `writer`: whose leaf has signed what stood in the entry. */
export function compareUploader(live: Live, turn: Turn, { uploader }: Entry, writer: Member): void {
  const { account, device } = holderOf(writer)
  if (uploader === undefined || (uploader.account === account && uploader.device === device)) return
  const text =
    uploader.account === account
      ? `The server named another device of ${account} than the one that wrote to this conversation.`
      : `The server said that ${uploader.account} had sent something that ${account} wrote.`
  turn.after(() => warn(live, 'false_sender', text, turn.record.id))
}
