// Shows the server that one may enter an account, by its password, its recovery code or its account key, and
// gets a proof for one use (spec/accounts.md V-2, V-3). The account key in the answer is never taken on trust.

import {
  accountSigningKey,
  answerChallenge,
  erase,
  openRootKey,
  type RecoverySecret,
  recoverySigningKey,
  type SigningKey,
  startLogin,
} from '@sotto/crypto'
import { base64urlToBytes, bytesToBase64url } from '@sotto/wire'
import type { Outcome } from '../../api/outcome.ts'
import { failure } from '../../errors.ts'
import type { Platform } from '../../ports.ts'
import { RestClient } from '../network/rest-client.ts'
import { routes } from '../network/routes.ts'
import { type Checked, untrusted, wrongPassword } from './identity.ts'
import { askWithWork } from './proof-of-work.ts'
import type { SecondFactor } from './second-factor.ts'

type Doors = Pick<Platform, 'transport' | 'clock'>

export type Proved = {
  readonly proof: string
  readonly rootKey: Uint8Array
  /** The server's long-term OPAQUE public key. */
  readonly serverKey: Uint8Array
}

export async function proveByPassword(
  doors: Doors,
  { server, account }: Checked,
  password: string,
  second: SecondFactor,
): Promise<Outcome<Proved>> {
  if (password === '') return wrongPassword()
  const rest = new RestClient(doors.transport, server)
  const run = await startLogin({ account, password })
  const started = await askWithWork(doors.clock, rest, 'SignInStarted', {
    path: routes.startSignIn,
    json: { account, request: bytesToBase64url(run.request) },
  })
  if (!started.ok) return started
  const proof = run.finish(bytesOf(started.value.response))
  if (!proof.ok) return proof.error.code === 'wrong_password' ? wrongPassword() : untrusted()
  const { finish, exportKey, serverKey } = proof.value
  const finished = await rest.get('SignedIn', {
    method: 'POST',
    path: routes.finishSignIn,
    json: { signIn: started.value.signIn, finish: bytesToBase64url(finish), ...second.shown },
  })
  const signedIn = await second.after(rest, account, finished)
  if (!signedIn.ok) return signedIn.error.code === 'sign_in_failed' ? wrongPassword() : signedIn
  const { vault, accountKey } = signedIn.value
  const proved = 'proof' in signedIn.value ? signedIn.value.proof : signedIn.value.deviceToken
  const opened = openRootKey(account, bytesOf(vault.password ?? ''), { way: 'password', exportKey })
  erase(exportKey)
  if (!opened.ok || !isKeyOf(opened.value, accountKey)) return untrusted()
  return { ok: true, value: { proof: proved, rootKey: opened.value, serverKey } }
}

export async function proveByCode(
  doors: Doors,
  to: Checked,
  secret: RecoverySecret,
  second: SecondFactor,
): Promise<Outcome<Proved>> {
  const asked = await answer(doors, to, { way: 'recovery', key: recoverySigningKey(secret), second })
  if (!asked.ok) return asked
  const { proved, serverKey } = asked.value
  const slot = bytesOf(proved.vault.recovery ?? '')
  const opened = openRootKey(to.account, slot, { way: 'recovery', secret })
  if (!opened.ok || !isKeyOf(opened.value, proved.accountKey)) return untrusted()
  return { ok: true, value: { proof: proved.proof, rootKey: opened.value, serverKey } }
}

/** `serverKey`: of the server that the keys are for, where it is known; another one is told nothing. */
export async function proveByKeys(
  doors: Doors,
  to: Checked,
  { rootKey, serverKey: known }: { readonly rootKey: Uint8Array; readonly serverKey?: Uint8Array },
  second: SecondFactor,
): Promise<Outcome<Proved>> {
  const key = accountSigningKey(rootKey)
  const showing = { way: 'key', key, second, ...(known === undefined ? {} : { serverKey: known }) } as const
  const asked = await answer(doors, to, showing)
  if (!asked.ok) return asked
  const { proved, serverKey } = asked.value
  return isKeyOf(rootKey, proved.accountKey)
    ? { ok: true, value: { proof: proved.proof, rootKey, serverKey } }
    : untrusted()
}

type Showing = {
  readonly way: 'recovery' | 'key'
  readonly key: SigningKey
  readonly serverKey?: Uint8Array
  readonly second: SecondFactor
}

async function answer({ transport, clock }: Doors, { server, account }: Checked, showing: Showing) {
  const { way, key } = showing
  const rest = new RestClient(transport, server)
  const json = { account, way }
  const started = await askWithWork(clock, rest, 'ProofStarted', { path: routes.startProof, json })
  if (!started.ok) return started
  const { attempt, serverKey: told } = started.value
  const serverKey = showing.serverKey ?? bytesOf(told)
  if (bytesToBase64url(serverKey) !== told) {
    return failure(
      'server_untrusted',
      'This is not the server that the keys are for: they were kept from it.',
    )
  }
  const challenge = { account, way, serverKey, challenge: bytesOf(started.value.challenge) }
  const signature = bytesToBase64url(answerChallenge(challenge, key))
  erase(key.secretKey)
  const finished = await rest.get('Proved', {
    method: 'POST',
    path: routes.finishProof,
    json: { attempt, signature, ...showing.second.shown },
  })
  const proved = await showing.second.after(rest, account, finished)
  return proved.ok ? ({ ok: true, value: { proved: proved.value, serverKey } } as const) : proved
}

/** Whether a server's word for the account key fits the root key. */
export function isKeyOf(rootKey: Uint8Array, accountKey: string): boolean {
  const { publicKey, secretKey } = accountSigningKey(rootKey)
  erase(secretKey)
  return bytesToBase64url(publicKey) === accountKey
}

function bytesOf(text: string): Uint8Array {
  return base64urlToBytes(text) ?? new Uint8Array()
}
