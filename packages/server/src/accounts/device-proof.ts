// Reading a device credential as the proof that an account wants this device (rule S-4).

import { verifyDeviceCredential } from '@sotto/crypto/server'
import { type AccountName, ok, type Result, refuse } from '@sotto/wire'
import type { NewDevice } from './account-store.ts'

export type CredentialOwner = { readonly account: AccountName; readonly accountKey: Uint8Array }

/** The device as the credential names it. Refuses with `bad_request` or, when another account or key signed it, `forbidden`. */
export async function readDeviceCredential(
  credential: Uint8Array,
  owner: CredentialOwner,
): Promise<Result<Omit<NewDevice, 'added'>>> {
  const { account, accountKey } = owner
  const read = await verifyDeviceCredential(credential, { account, accountKey })
  if (read.ok) {
    return ok({ device: read.value.device, account, credential, signatureKey: read.value.signatureKey })
  }
  return read.error.code === 'malformed'
    ? refuse('bad_request', 'The device credential is not valid.')
    : refuse('forbidden', 'The device credential is not one of this account.')
}
