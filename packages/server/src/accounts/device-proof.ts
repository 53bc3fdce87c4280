// Reading the proof that an account wants a device (rule S-4), or wants it no more (rule S-3).

import { isProofOfDevice, verifyDeviceCredential, verifyDeviceRevocation } from '@sotto/crypto/server'
import { type AccountName, ok, type Result, refuse } from '@sotto/wire'
import type { NewDevice, RevokedDevice, StoredAccount } from './account-store.ts'

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

/** The device as the revocation names it. Refuses with `bad_request` or, when not its account signed it, `forbidden`. */
export async function readRevocation(
  revocation: Uint8Array,
  find: (account: AccountName) => Promise<StoredAccount | undefined>,
): Promise<Result<RevokedDevice>> {
  const read = await verifyDeviceRevocation(revocation)
  if (!read.ok && read.error.code === 'malformed') {
    return refuse('bad_request', 'The device revocation is not valid.')
  }
  const owner = read.ok ? await find(read.value.account) : undefined
  const isByOwner =
    read.ok && owner !== undefined && Buffer.compare(owner.accountKey, read.value.accountKey) === 0
  return isByOwner
    ? ok({ account: read.value.account, device: read.value.device, revocation })
    : refuse('forbidden', 'The device revocation is not one of this account.')
}

/** `credential`, `proof`: the bytes of; `challenge`: what the proof is of. */
export type EnteringDevice = {
  readonly credential: Uint8Array
  readonly proof: Uint8Array
  readonly challenge: string
}

/** The device that enters, by its own signature too. Refuses as `readDeviceCredential` does. */
export async function readEnteringDevice(
  { credential, proof, challenge }: EnteringDevice,
  owner: CredentialOwner,
): Promise<Result<Omit<NewDevice, 'added'>>> {
  const read = await readDeviceCredential(credential, owner)
  if (!read.ok) return read
  const { device, signatureKey } = read.value
  return isProofOfDevice({ account: owner.account, device, challenge }, proof, signatureKey)
    ? read
    : refuse('forbidden', 'This sign-in was not signed by the device that it names.')
}
