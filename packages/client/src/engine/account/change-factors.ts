// Second factors set up, renewed and removed by who is signed in (spec/accounts.md F-5, F-6). Each asks for the
// password, as every change of a way in does; this device stands for the second factor that there is already.

import {
  accountSigningKey,
  erase,
  type FactorChange,
  generateBackupCodes,
  newTotpSecret,
  parseTotpSecret,
  passkeyPrfInput,
  sealPasskeyName,
  sealRootKey,
  signFactorChange,
  totpSecretText,
  totpUri,
} from '@sotto/crypto'
import { base64urlToBytes, bytesToBase64url, type Schemas } from '@sotto/wire'
import type { Commands } from '../../api/engine.ts'
import type { Outcome } from '../../api/outcome.ts'
import { failure, retryOfFailure } from '../../errors.ts'
import type { Live } from '../live.ts'
import { RestClient } from '../network/rest-client.ts'
import { routes } from '../network/routes.ts'
import { checkName } from '../session/own-devices.ts'
import { prove } from './prove-owner.ts'

type Times = Schemas['OwnFactors']['changed']
type Value<C extends keyof Commands> = Promise<Outcome<Commands[C]['value']>>

/** Nothing is told to anybody yet. */
export function newAuthenticator({ identity }: Live): Commands['newAuthenticator']['value'] {
  const secret = newTotpSecret()
  return { secret: totpSecretText(secret), uri: totpUri(secret, identity.account, identity.server) }
}

export async function addAuthenticator(
  live: Live,
  { password, secret: typed, code }: Commands['addAuthenticator']['params'],
): Value<'addAuthenticator'> {
  const secret = parseTotpSecret(typed)
  if (secret === undefined) {
    return failure('bad_secret', 'The secret of an authenticator app has 32 letters and digits from 2 to 7.')
  }
  const codes = generateBackupCodes()
  const changed = await change(live, ['authenticatorAdded', 'backupCodesMade'], async () => {
    const proved = await prove(live, password)
    if (!proved.ok) return proved
    const { proof } = proved.value
    const signature = signChange(live, proof, { kind: 'add-authenticator', secret, codes })
    const json = { proof, secret: bytesToBase64url(secret), code, codes, signature }
    return bare(live).tell({ method: 'PUT', path: routes.authenticator, json })
  })
  return changed.ok ? { ok: true, value: { backupCodes: codes } } : changed
}

export function removeAuthenticator(
  live: Live,
  { password }: Commands['removeAuthenticator']['params'],
): Value<'removeAuthenticator'> {
  return change(live, ['authenticatorRemoved'], async () => {
    const proved = await prove(live, password)
    if (!proved.ok) return proved
    const { proof } = proved.value
    const signature = signChange(live, proof, { kind: 'remove-authenticator' })
    return bare(live).tell({ method: 'DELETE', path: routes.authenticator, json: { proof, signature } })
  })
}

export async function newBackupCodes(
  live: Live,
  { password }: Commands['newBackupCodes']['params'],
): Value<'newBackupCodes'> {
  const codes = generateBackupCodes()
  const changed = await change(live, ['backupCodesMade'], async () => {
    const proved = await prove(live, password)
    if (!proved.ok) return proved
    const { proof } = proved.value
    const json = { proof, codes, signature: signChange(live, proof, { kind: 'new-codes', codes }) }
    return bare(live).tell({ method: 'PUT', path: routes.backupCodes, json })
  })
  return changed.ok ? { ok: true, value: { backupCodes: codes } } : changed
}

/** The proof of the password comes along, for `addPasskey`: worth nothing without the account's keys. */
export async function startPasskey(
  live: Live,
  { password }: Commands['startPasskey']['params'],
): Value<'startPasskey'> {
  const proved = await prove(live, password)
  if (!proved.ok) return proved
  const { proof } = proved.value
  const path = routes.startPasskey
  const wanted = await bare(live).get('PasskeyWanted', { method: 'POST', path, json: { proof } })
  const { account } = live.identity
  return wanted.ok
    ? { ok: true, value: { ...wanted.value, proof, account, prfInput: passkeyPrfInput } }
    : wanted
}

export async function addPasskey(
  live: Live,
  { proof, made, prf, name: typed }: Commands['addPasskey']['params'],
): Value<'addPasskey'> {
  const named = checkName(typed)
  if (!named.ok) return named
  const { account, rootKey } = live.identity
  const has = (await live.ways.snapshot()).factors?.backupCodes ?? 0
  const codes = has > 0 ? undefined : generateBackupCodes()
  const id = base64urlToBytes(made.id) ?? new Uint8Array()
  const slot = prf && sealRootKey(account, rootKey, { way: 'passkey', prf })
  if (prf !== undefined) erase(prf)
  const times: (keyof Times)[] = codes === undefined ? ['passkeyAdded'] : ['passkeyAdded', 'backupCodesMade']
  const changed = await change(live, times, () => {
    const signed: FactorChange = { kind: 'add-passkey', id, ...(slot && { slot }), ...(codes && { codes }) }
    const json = {
      ...made,
      proof,
      name: bytesToBase64url(sealPasskeyName(rootKey, id, named.value)),
      ...(slot && { slot: bytesToBase64url(slot) }),
      ...(codes && { codes }),
      signature: signChange(live, proof, signed),
    }
    return bare(live).tell({ method: 'PUT', path: routes.passkeys, json })
  })
  return changed.ok ? { ok: true, value: { backupCodes: codes ?? [] } } : changed
}

export function removePasskey(
  live: Live,
  { password, id }: Commands['removePasskey']['params'],
): Value<'removePasskey'> {
  return change(live, ['passkeyRemoved'], async () => {
    const proved = await prove(live, password)
    if (!proved.ok) return proved
    const { proof } = proved.value
    const bytes = base64urlToBytes(id) ?? new Uint8Array()
    const signature = signChange(live, proof, { kind: 'remove-passkey', id: bytes })
    return bare(live).tell({ method: 'DELETE', path: routes.passkey(id), json: { proof, signature } })
  })
}

export async function renamePasskey(
  live: Live,
  { id, name: typed }: Commands['renamePasskey']['params'],
): Value<'renamePasskey'> {
  const named = checkName(typed)
  if (!named.ok) return named
  const sealed = sealPasskeyName(live.identity.rootKey, base64urlToBytes(id) ?? new Uint8Array(), named.value)
  const json = { name: bytesToBase64url(sealed) }
  const told = await live.rest.tell({ method: 'PUT', path: routes.passkeyName(id), json })
  if (told.ok) await live.ways.refresh()
  return told
}

/** `times`: what the server notes of the change, by which it is known whether a lost answer was one. */
async function change(
  live: Live,
  times: readonly (keyof Times)[],
  tell: () => Promise<Outcome<null>>,
): Promise<Outcome<null>> {
  const changed = await live.ways.change(times, async () => {
    const before = await live.ways.factorTimes()
    const told = await tell()
    if (told.ok || retryOfFailure(told.error.code) !== 'later' || told.error.code === 'rate_limited')
      return told
    const after = await live.ways.askFactorTimes()
    if (after === undefined) return unknown()
    const [first] = times
    const isDone = first !== undefined && after[first] !== (before?.[first] ?? 0)
    return isDone ? ({ ok: true, value: null } as const) : told
  })
  // a server that wanted this has kept the device out until now
  if (changed.ok) live.gateway.connectNow()
  return changed
}

/** The account key's word for it, as base64url. */
export function signChange({ identity }: Live, proof: string, change: FactorChange): string {
  const accountKey = accountSigningKey(identity.rootKey)
  const signature = signFactorChange({ account: identity.account, proof, change }, accountKey)
  erase(accountKey.secretKey)
  return bytesToBase64url(signature)
}

/** The proof is what is asked for here, not the session. */
function bare({ platform, identity }: Live): RestClient {
  return new RestClient(platform.transport, identity.server)
}

function unknown() {
  return failure(
    'outcome_unknown',
    'The connection was lost at the last step, so this may have been done or not: look at your ways in when you are connected. Backup codes that you have not seen are replaced by making new ones.',
  )
}
