// How a password is stretched (spec/accounts.md A-10): one way for a whole process, so that what signs up in
// it also signs in.

import type { client } from '@serenity-kit/opaque'

type Stretching = NonNullable<Parameters<typeof client.finishLogin>[0]['keyStretching']>

/** 64 MiB, 3 passes: what a browser on a phone can do in about a third of a second (RFC 9106 §4, second choice). */
let stretching: Stretching = 'memory-constrained'

export function keyStretching(): Stretching {
  return stretching
}

/** From now on passwords cost nothing, to nobody; for processes that run tests, and no real account opens in them. */
export function unsafeStretchQuickly(): void {
  stretching = { 'argon2id-custom': { memory: 8, iterations: 1, parallelism: 1 } }
}
