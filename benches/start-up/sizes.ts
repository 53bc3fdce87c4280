// Whose store is opened: somebody with a long history, beside somebody who has just signed up.

import type { HistorySize } from '@sotto/client/testing'

export type Profile = { readonly account: string; readonly size: HistorySize | undefined }

export const password = 'a password for benches only'

export function profiles(isQuick: boolean): Record<'full' | 'empty', Profile> {
  const size = isQuick ? { conversations: 100, messages: 5_000 } : { conversations: 1_000, messages: 100_000 }
  return { full: { account: 'alice', size }, empty: { account: 'bob', size: undefined } }
}
