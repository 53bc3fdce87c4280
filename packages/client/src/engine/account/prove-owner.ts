// What shows, on a device that is signed in, that it is the account's owner who changes something: a device that was left
// open must not be enough. The password, or a passkey that opens the vault (spec/accounts.md V-3).

import { erase, openRootKey } from '@sotto/crypto'
import { base64urlToBytes } from '@sotto/wire'
import type { OwnProof } from '../../api/account.ts'
import type { Outcome } from '../../api/outcome.ts'
import { failure } from '../../errors.ts'
import type { Live } from '../live.ts'
import { RestClient } from '../network/rest-client.ts'
import { routes } from '../network/routes.ts'
import { untrusted } from '../session/identity.ts'
import { isKeyOf, type Proved, proveByPassword } from '../session/prove.ts'
import { SecondFactor } from '../session/second-factor.ts'

export function proveOwner(live: Live, given: OwnProof): Promise<Outcome<Pick<Proved, 'proof'>>> {
  return 'passkey' in given ? byPasskey(live, given) : prove(live, given.password)
}

/** Of the present password; this device stands for a second factor, if there is one (F-2). */
export async function prove(live: Live, password: string): Promise<Outcome<Proved>> {
  const { identity, platform } = live
  const second = new SecondFactor({ device: identity })
  const proved = await proveByPassword(platform, identity, password, second)
  if (!proved.ok) {
    return proved.error.code === 'wrong_password'
      ? failure('wrong_password', 'That is not your present password.')
      : proved
  }
  return isOurs(live, proved.value.rootKey) ? proved : untrusted()
}

/** One that can't open the vault is a second factor and no more. */
async function byPasskey(
  live: Live,
  { passkey, prf }: Extract<OwnProof, { passkey: unknown }>,
): Promise<Outcome<Pick<Proved, 'proof'>>> {
  const { platform, identity } = live
  const rest = new RestClient(platform.transport, identity.server)
  const finished = await rest.get('Proved', { method: 'POST', path: routes.finishPasskey, json: passkey })
  // where a company's provider is wanted, this device stands for it (SSO-5)
  const proved = await new SecondFactor({ device: identity }).after(rest, identity.account, finished)
  if (!proved.ok) return proved.error.code === 'sign_in_failed' ? unknownHere() : proved
  const { vault, proof, accountKey, account } = proved.value
  if (account !== identity.account) {
    return failure('passkey_of_another', 'This passkey is another account’s. Use one of this account.')
  }
  if (vault.passkey === undefined || prf === undefined) {
    return failure(
      'passkey_needs_password',
      'This passkey can’t open your account by itself. Use another one, or the password.',
    )
  }
  const slot = base64urlToBytes(vault.passkey) ?? new Uint8Array()
  const opened = openRootKey(identity.account, slot, { way: 'passkey', prf })
  erase(prf)
  if (!opened.ok || !isOurs(live, opened.value) || !isKeyOf(opened.value, accountKey)) return untrusted()
  erase(opened.value)
  return { ok: true, value: { proof } }
}

function unknownHere() {
  return failure(
    'unknown_passkey',
    'This passkey is not known here any more. Use another one, or the password, and remove it from your browser or security key.',
  )
}

function isOurs({ identity }: Live, rootKey: Uint8Array): boolean {
  return rootKey.every((byte, at) => byte === identity.rootKey[at])
}
