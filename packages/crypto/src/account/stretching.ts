// How a password is stretched (spec/accounts.md A-10, V-8): one way for a whole process, so that what signs up in
// it also signs in.

import { argon2idAsync } from '@noble/hashes/argon2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import type { client } from '@serenity-kit/opaque'
import type { Cbor } from '@sotto/wire'
import { preparePassword } from './password-text.ts'

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

/** For a key file or a lock that is made now (V-8, AL-1). */
export function presentStretching(): Argon2id {
  return isQuick ? quick : usual
}

/** What may be asked of whoever opens something: four times the memory, and some more passes. */
const most: Argon2id = { memory: 256 * 1024, passes: 10, lanes: 16 }

/** Whether this can be done at all, and within bounds for anybody's machine. */
export function isBearable({ memory, passes, lanes }: Argon2id): boolean {
  const fits = passes >= 1 && lanes >= 1 && memory >= 8 * lanes
  return fits && memory <= most.memory && passes <= most.passes && lanes <= most.lanes
}

/** How a sealed thing says what was done, as CBOR. */
export function termsOf({ memory, passes, lanes }: Argon2id): Cbor {
  return [memory, passes, lanes]
}

/** Undefined for another form, and for what is not bearable. */
export function readTerms(terms: Cbor | undefined): Argon2id | undefined {
  if (!Array.isArray(terms) || terms.length !== 3) return undefined
  const [memory, passes, lanes]: readonly Cbor[] = terms
  if (typeof memory !== 'number' || typeof passes !== 'number' || typeof lanes !== 'number') return undefined
  const read = { memory, passes, lanes }
  return isBearable(read) ? read : undefined
}

/** 32 bytes. Gives the thread back now and then: a person waits, others need not. */
export function stretchPassword(
  password: string,
  { memory, passes, lanes }: Argon2id,
  salt: Uint8Array,
): Promise<Uint8Array> {
  const options = { m: memory, t: passes, p: lanes, dkLen: 32 }
  return argon2idAsync(utf8ToBytes(preparePassword(password)), salt, options)
}

/** From now on passwords cost nothing, to nobody; for processes that run tests, and no real account opens in them. */
export function unsafeStretchQuickly(): void {
  isQuick = true
}
