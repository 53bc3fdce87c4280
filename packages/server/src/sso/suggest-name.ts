// A name for an account, out of what a provider calls somebody. It means nothing else.

import { type AccountName, parseAccountName } from '@sotto/wire'

/** `Alice.Smith@example.org` → `alice.smith`; undefined where nothing is left. */
export function suggestName(called: string): AccountName | undefined {
  const [before = ''] = called.normalize('NFKD').toLowerCase().split('@')
  const plain = before
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9.-]+/g, '-')
    .slice(0, 31)
    .replace(/^[.-]+|[.-]+$/g, '')
  return parseAccountName(plain)
}
