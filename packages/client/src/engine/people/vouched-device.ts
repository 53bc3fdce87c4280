import { verifyDeviceCredential } from '@sotto/crypto'
import { type AccountName, base64urlToBytes, type DeviceId } from '@sotto/wire'

type Named = { readonly device: string; readonly credential: string }
type Owner = { readonly account: AccountName; readonly accountKey?: Uint8Array }

/**
 * The device that a server names, if its credential is for it and by the account's key; without a key that is
 * known, by the one that the credential names.
 */
export async function vouchedDevice(
  { device, credential }: Named,
  { account, accountKey }: Owner,
): Promise<DeviceId | undefined> {
  const bytes = base64urlToBytes(credential)
  const expected = { account, ...(accountKey && { accountKey }) }
  const read = bytes && (await verifyDeviceCredential(bytes, expected))
  return read?.ok === true && read.value.device === device ? read.value.device : undefined
}
