// How a password is stretched (spec/accounts.md A-10, V-8): one way for a whole process, so that what signs up in
// it also signs in.

import type { client } from '@serenity-kit/opaque'

type Stretching = NonNullable<Parameters<typeof client.finishLogin>[0]['keyStretching']>

/** Argon2id (RFC 9106): memory in KiB, passes, lanes. */
export type Argon2id = { readonly memory: number; readonly passes: number; readonly lanes: number }

/** What a browser on a phone can do in about a third of a second (RFC 9106 §4, second choice). */
const usual: Argon2id = { memory: 64 * 1024, passes: 3, lanes: 4 }
const quick: Argon2id = { memory: 8, passes: 1, lanes: 1 }

let isQuick = false

/** For OPAQUE, whose library knows the usual way by a name. */
export function keyStretching(): Stretching {
  if (!isQuick) return 'memory-constrained'
  const { memory, passes, lanes } = quick
  return { 'argon2id-custom': { memory, iterations: passes, parallelism: lanes } }
}

/** For a key file that is written now (V-8). */
export function keyFileStretching(): Argon2id {
  return isQuick ? quick : usual
}

/** From now on passwords cost nothing, to nobody; for processes that run tests, and no real account opens in them. */
export function unsafeStretchQuickly(): void {
  isQuick = true
}
