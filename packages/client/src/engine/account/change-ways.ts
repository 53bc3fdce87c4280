// A new password, a new recovery code, and the keys as a file, for who is signed in. Each asks for the present
// password, or a passkey where that will do: a device that was left open must not be enough. When the last answer is lost it is found out what
// holds, or said that it can't be known yet; asking again is always right.

import { formatRecoveryCode, generateRecoverySecret, sealKeyFile } from '@sotto/crypto'
import type { Commands } from '../../api/engine.ts'
import type { Outcome } from '../../api/outcome.ts'
import { failure, retryOfFailure } from '../../errors.ts'
import type { Live } from '../live.ts'
import { RestClient } from '../network/rest-client.ts'
import { refreshDevices } from '../session/device-book.ts'
import { checkNewPassword } from '../session/identity.ts'
import { makeNextPassword, makeRecovery, tellPassword, tellRecovery } from '../session/new-ways.ts'
import { signOutOthers } from '../session/own-devices.ts'
import { prove, proveOwner } from './prove-owner.ts'

type Change = Commands['changePassword']['params']

export async function changePassword(
  live: Live,
  change: Change,
): Promise<Outcome<Commands['changePassword']['value']>> {
  const long = checkNewPassword(change.next)
  if (!long.ok) return long
  const changed = await live.ways.change(['passwordChanged'], () => setPassword(live, change))
  if (!changed.ok) return changed
  return { ok: true, value: { devicesLeft: change.signOutOthers ? await othersLeft(live) : 0 } }
}

export async function newRecoveryCode(
  live: Live,
  { password }: Commands['newRecoveryCode']['params'],
): Promise<Outcome<Commands['newRecoveryCode']['value']>> {
  const secret = generateRecoverySecret()
  const changed = await live.ways.change(['recoveryChanged'], async () => {
    const proved = await prove(live, password)
    if (!proved.ok) return proved
    const recovery = makeRecovery(live.identity, secret)
    await live.ways.expectCode(secret)
    const told = await tellRecovery(bare(live), live.identity, { proof: proved.value.proof, recovery })
    if (!told.ok && !isUnsure(told)) {
      await live.ways.dropExpected()
      return told
    }
    const has = told.ok ? true : await live.ways.hasCode(secret)
    if (has === undefined) return unknownCode()
    if (has) await live.ways.keepCode(secret)
    else await live.ways.dropExpected()
    return has ? ({ ok: true, value: null } as const) : told
  })
  return changed.ok ? { ok: true, value: { recoveryCode: formatRecoveryCode(secret) } } : changed
}

export async function exportKeys(
  live: Live,
  { password, filePassword }: Commands['exportKeys']['params'],
): Promise<Outcome<Commands['exportKeys']['value']>> {
  const long = checkNewPassword(filePassword)
  if (!long.ok) return long
  const proved = await prove(live, password)
  if (!proved.ok) return proved
  const { account, server, rootKey } = live.identity
  const file = await sealKeyFile(
    { account, server, rootKey, serverKey: proved.value.serverKey },
    filePassword,
  )
  return { ok: true, value: { file } }
}

async function setPassword(live: Live, { present, next }: Change): Promise<Outcome<null>> {
  const proved = await proveOwner(live, present)
  if (!proved.ok) {
    if (proved.error.code !== 'wrong_password') return proved
    // an earlier try may have come through, and only its answer was lost
    const again = await prove(live, next)
    if (again.ok) return { ok: true, value: null }
    return again.error.code === 'wrong_password' ? proved : unknownPassword()
  }
  const { proof } = proved.value
  const rest = bare(live)
  const password = await makeNextPassword(rest, live.identity, { proof, password: next })
  if (!password.ok) return password
  const told = await tellPassword(rest, live.identity, { proof, password: password.value })
  if (told.ok || !isUnsure(told)) return told
  const holds = await prove(live, next)
  if (holds.ok) return { ok: true, value: null }
  return holds.error.code === 'wrong_password' ? told : unknownPassword()
}

/** How many are left, because the server could not be told of it. */
async function othersLeft(live: Live): Promise<number> {
  if ((await signOutOthers(live)).ok) return 0
  const listed = await refreshDevices(live)
  return listed.ok ? listed.value.filter((one) => !one.current).length : 1
}

/** The proof is what is asked for here, not the session. */
function bare({ platform, identity }: Live): RestClient {
  return new RestClient(platform.transport, identity.server)
}

/** The server may have done it all the same. */
function isUnsure(outcome: Extract<Outcome<never>, { ok: false }>): boolean {
  return retryOfFailure(outcome.error.code) === 'later'
}

function unknownPassword() {
  return failure(
    'outcome_unknown',
    'The connection was lost at the last step: your password is now either the old or the new one. Try again in the same way, and it is the new one.',
  )
}

function unknownCode() {
  return failure(
    'outcome_unknown',
    'The connection was lost at the last step: your recovery code may not be good any more. Make a new one as soon as the server can be reached.',
  )
}
