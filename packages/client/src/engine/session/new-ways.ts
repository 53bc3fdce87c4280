// New ways into an account as the server is told of them (spec/accounts.md V-4): made here, the root key sealed
// under each, and signed by the account key for this one change.

import {
  accountSigningKey,
  erase,
  type RecoverySecret,
  recoverySigningKey,
  sealRootKey,
  signWaysIn,
  startRegistration,
  type WaysIn,
} from '@sotto/crypto'
import { type AccountName, base64urlToBytes, bytesToBase64url } from '@sotto/wire'
import type { Outcome } from '../../api/outcome.ts'
import type { RestClient } from '../network/rest-client.ts'
import { routes } from '../network/routes.ts'
import { untrusted } from './identity.ts'

export type NewPassword = NonNullable<WaysIn['password']>
export type NewRecovery = NonNullable<WaysIn['recovery']>

type Owner = { readonly account: AccountName; readonly rootKey: Uint8Array }
/** `start`: the request that has the server answer an OPAQUE registration request. */
type Registration = {
  readonly password: string
  readonly start: { readonly path: string; readonly json: Readonly<Record<string, unknown>> }
}

/** Stretches the password. */
export async function makePassword(
  rest: RestClient,
  { account, rootKey }: Owner,
  { password, start }: Registration,
): Promise<Outcome<NewPassword>> {
  const run = await startRegistration({ account, password })
  const started = await rest.get('RegistrationStarted', {
    method: 'POST',
    path: start.path,
    json: { ...start.json, request: bytesToBase64url(run.request) },
  })
  if (!started.ok) return started
  const done = run.finish(base64urlToBytes(started.value.response) ?? new Uint8Array())
  if (!done.ok) return untrusted()
  const { record, exportKey } = done.value
  const slot = sealRootKey(account, rootKey, { way: 'password', exportKey })
  erase(exportKey)
  return { ok: true, value: { record, slot } }
}

/** The same under a proof, for an account that is there already. */
export function makeNextPassword(
  rest: RestClient,
  owner: Owner,
  { proof, password }: { readonly proof: string; readonly password: string },
): Promise<Outcome<NewPassword>> {
  return makePassword(rest, owner, { password, start: { path: routes.startPassword, json: { proof } } })
}

export function makeRecovery({ account, rootKey }: Owner, secret: RecoverySecret): NewRecovery {
  const { publicKey, secretKey } = recoverySigningKey(secret)
  erase(secretKey)
  return { key: publicKey, slot: sealRootKey(account, rootKey, { way: 'recovery', secret }) }
}

/** The account key's word, as base64url. */
export function signatureOf({ account, rootKey }: Owner, ways: Omit<WaysIn, 'account'>): string {
  const accountKey = accountSigningKey(rootKey)
  const signature = signWaysIn({ account, ...ways }, accountKey)
  erase(accountKey.secretKey)
  return bytesToBase64url(signature)
}

export function tellPassword(
  rest: RestClient,
  owner: Owner,
  { proof, password }: { readonly proof: string; readonly password: NewPassword },
): Promise<Outcome<null>> {
  const json = {
    proof,
    record: bytesToBase64url(password.record),
    slot: bytesToBase64url(password.slot),
    signature: signatureOf(owner, { proof, password }),
  }
  return rest.tell({ method: 'PUT', path: routes.password, json })
}

export function tellRecovery(
  rest: RestClient,
  owner: Owner,
  { proof, recovery }: { readonly proof: string; readonly recovery: NewRecovery },
): Promise<Outcome<null>> {
  const json = {
    proof,
    recoveryKey: bytesToBase64url(recovery.key),
    slot: bytesToBase64url(recovery.slot),
    signature: signatureOf(owner, { proof, recovery }),
  }
  return rest.tell({ method: 'PUT', path: routes.recovery, json })
}
