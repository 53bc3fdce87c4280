// What a sign-in costs the client: OPAQUE with the password stretched as it is for people, beside that stretching alone,
// by Node's own Argon2.

import { argon2Sync, randomBytes } from 'node:crypto'
import { startLogin, startRegistration } from '@sotto/crypto'
import {
  createOpaqueSetup,
  finishOpaqueLogin,
  respondToRegistration,
  startOpaqueLogin,
} from '@sotto/crypto/server'
import { nameOf } from './opaque-person.ts'

export type ClientCost = {
  /** Milliseconds of processor for each. */
  readonly whole: number
  readonly stretching: number
}

const credentials = { account: nameOf('alice'), password: 'a password for benches only' }

export async function clientSignInCost(runs: number): Promise<ClientCost> {
  const setup = await createOpaqueSetup()
  const { account } = credentials
  const registration = await startRegistration(credentials)
  const response = await respondToRegistration(setup, account, registration.request)
  if (!response.ok) throw new Error('the registration was refused')
  const registered = registration.finish(response.value)
  if (!registered.ok) throw new Error('the registration failed')
  const { record } = registered.value
  let whole = 0
  let stretching = 0
  for (let run = 0; run < runs; run++) {
    const begun = await spent(() => startLogin(credentials))
    const started = await startOpaqueLogin({ setup, account, record, request: begun.value.request })
    if (!started.ok) throw new Error('the sign-in was refused')
    const { response: answer, state } = started.value
    const ended = await spent(() => begun.value.finish(answer))
    if (!ended.value.ok) throw new Error('the password is wrong')
    if (!(await finishOpaqueLogin(account, state, ended.value.value.finish)).ok) throw new Error('no proof')
    whole += begun.milliseconds + ended.milliseconds
    stretching += (await spent(stretch)).milliseconds
  }
  return { whole: whole / runs, stretching: stretching / runs }
}

/** RFC 9106 §4, second choice: what OPAQUE is asked to do (spec/accounts.md A-10). */
function stretch(): Uint8Array {
  return argon2Sync('argon2id', {
    message: credentials.password,
    nonce: randomBytes(16),
    ...{ parallelism: 4, tagLength: 64, memory: 64 * 1024, passes: 3 },
  })
}

async function spent<T>(
  work: () => T | Promise<T>,
): Promise<{ readonly value: T; readonly milliseconds: number }> {
  const before = process.cpuUsage()
  const value = await work()
  const { user, system } = process.cpuUsage(before)
  return { value, milliseconds: (user + system) / 1000 }
}
