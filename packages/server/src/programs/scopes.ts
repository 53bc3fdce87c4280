// Scopes as text (RFC 6749 §3.3).

import { type Scope, scopes } from '@sotto/wire'

/** In the order of the list, each once; undefined for none, and where one of them does not exist. */
export function readScopes(text: string): readonly Scope[] | undefined {
  const asked = text.split(' ').filter((one) => one !== '')
  const known = scopes.filter((one) => asked.includes(one))
  return known.length === 0 || asked.some((one) => !scopes.some((scope) => scope === one)) ? undefined : known
}
