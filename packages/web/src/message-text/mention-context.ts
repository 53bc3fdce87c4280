// Who can be named in the conversation whose messages are drawn.

import type { AccountName } from '@sotto/wire'
import { createContext } from 'react'

export type Nameable = {
  readonly own: string
  readonly members: ReadonlySet<string>
  readonly onOpen: (account: AccountName) => void
}

/** Where nobody can be, names are words like others. */
export const MentionContext = createContext<Nameable | undefined>(undefined)
