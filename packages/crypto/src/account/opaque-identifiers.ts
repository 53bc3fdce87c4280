// Who takes part in an OPAQUE run, bound into its envelope and transcript by both sides (RFC 9807 §4.1).
// The server's identity is fixed: its address may change, its long-term key is bound anyway.

import type { AccountName } from '@sotto/wire'

export function opaqueIdentifiers(account: AccountName): {
  readonly client: string
  readonly server: string
} {
  return { client: account, server: 'sotto' }
}
