// Signing in by a passkey alone (spec/accounts.md F-8): the browser shows it, its PRF opens the vault, and this device
// is added. One without a PRF is a second factor and no more.

import { erase, openRootKey, passkeyPrfInput } from '@sotto/crypto'
import { base64urlToBytes, parseAccountName } from '@sotto/wire'
import type { Commands } from '../../api/engine.ts'
import type { Outcome } from '../../api/outcome.ts'
import { failure } from '../../errors.ts'
import type { Platform } from '../../ports.ts'
import { RestClient } from '../network/rest-client.ts'
import { routes } from '../network/routes.ts'
import type { Identity } from '../store/settings.ts'
import { addDevice } from './enter.ts'
import { type Entered, plainly, serverAt, sparingHistory, untrusted } from './identity.ts'
import { isKeyOf } from './prove.ts'

type Entrance = Commands['signInWithPasskey']['params']

/** A challenge for whichever passkey the person has. */
export async function askForPasskey(
  { transport }: Pick<Platform, 'transport'>,
  { server }: Commands['askForPasskey']['params'],
): Promise<Outcome<Commands['askForPasskey']['value']>> {
  const rest = new RestClient(transport, serverAt(server))
  const asked = await rest.get('PasskeyAsked', { method: 'POST', path: routes.askForPasskey })
  return asked.ok ? { ok: true, value: { ...asked.value, prfInput: passkeyPrfInput } } : asked
}

export async function signInWithPasskey(
  platform: Platform,
  given: Entrance,
  kept?: Identity,
): Promise<Outcome<Entered>> {
  return plainly({ ...given, account: '' }, await enter(platform, given, kept))
}

async function enter(platform: Platform, given: Entrance, kept?: Identity): Promise<Outcome<Entered>> {
  const server = serverAt(given.server)
  const rest = new RestClient(platform.transport, server)
  const { ticket } = given
  const json = { ...given.passkey, ...(ticket === undefined ? {} : { ticket }) }
  const proved = await rest.get('Proved', { method: 'POST', path: routes.finishPasskey, json })
  if (!proved.ok) return proved.error.code === 'sign_in_failed' ? unknownPasskey() : proved
  const { vault, proof, accountKey } = proved.value
  const account = parseAccountName(proved.value.account)
  if (account === undefined) return untrusted()
  const spared = sparingHistory(kept, { ...given, server, account })
  if (!spared.ok) return spared
  if (vault.passkey === undefined || given.prf === undefined) return needsPassword(account)
  const opened = openRootKey(account, base64urlToBytes(vault.passkey) ?? new Uint8Array(), {
    way: 'passkey',
    prf: given.prf,
  })
  erase(given.prf)
  if (!opened.ok || !isKeyOf(opened.value, accountKey)) return untrusted()
  const isOurs = kept?.account === account && kept.server === server
  const to = { account, server }
  return addDevice(platform, to, { proof, rootKey: opened.value }, isOurs ? kept : undefined)
}

function unknownPasskey() {
  return failure(
    'unknown_passkey',
    'This passkey is not known here any more. Sign in in another way, and remove it from your browser or security key.',
  )
}

function needsPassword(account: string) {
  return failure(
    'passkey_needs_password',
    `This passkey of ${account} can’t open the messages by itself. Sign in with the password, and show the passkey when you are asked for it.`,
  )
}
