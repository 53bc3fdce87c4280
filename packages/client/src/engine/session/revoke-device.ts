// Signs a device of the own account out for good, by the account's own word: this one, or another.

import { accountSigningKey, erase, issueDeviceRevocation } from '@sotto/crypto'
import { bytesToBase64url, type DeviceId } from '@sotto/wire'
import type { Outcome } from '../../api/outcome.ts'
import type { Platform } from '../../ports.ts'
import { RestClient } from '../network/rest-client.ts'
import { routes } from '../network/routes.ts'
import type { Identity } from '../store/settings.ts'

/** As base64url. `now`: milliseconds since 1970. */
export function revocationOf(identity: Identity, device: DeviceId, now: number): string {
  const { account, rootKey } = identity
  const accountKey = accountSigningKey(rootKey)
  const revokedAt = Math.floor(now / 1000)
  const revocation = issueDeviceRevocation({ account, accountKey, device, revokedAt })
  erase(accountKey.secretKey)
  return bytesToBase64url(revocation)
}

/** No session is needed: what is told is signed. */
export function tellRevocation(
  { transport }: Pick<Platform, 'transport'>,
  server: string,
  revocation: string,
): Promise<Outcome<null>> {
  const call = { method: 'POST', path: routes.revocations, json: { revocation } } as const
  return new RestClient(transport, server).tell(call)
}
