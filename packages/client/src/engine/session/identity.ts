// What a way into an account ends in: a device with keys of its own, vouched for by the account key, and its
// first session, for one write.

import {
  accountSigningKey,
  deviceIdOf,
  deviceSigningKey,
  issueDeviceCredential,
  type RecoverySecret,
} from '@sotto/crypto'
import { type AccountName, parseAccountName } from '@sotto/wire'
import type { Outcome } from '../../api/outcome.ts'
import { failure } from '../../errors.ts'
import type { Platform } from '../../ports.ts'
import type { Identity, Session } from '../store/settings.ts'

export type Entered = {
  readonly identity: Identity
  readonly session: Session
  /** The recovery code that was made on the way in. */
  readonly recovery?: RecoverySecret
}

/** Where to, and as whom, as a person types it. */
export type Address = {
  readonly server: string
  readonly account: string
  /** Whether somebody else's history that is kept here may go. */
  readonly forget?: boolean
}
export type Checked = { readonly server: string; readonly account: AccountName }

const shortestPassword = 8

export function checkAddress({ server, account: typed }: Address): Outcome<Checked> {
  const account = parseAccountName(typed.trim().toLowerCase())
  if (account === undefined) {
    return failure(
      'bad_name',
      'A name has 1 to 31 letters, digits, dots and dashes, and begins and ends with a letter or digit.',
    )
  }
  return { ok: true, value: { account, server: serverAt(server) } }
}

/** Whether what a person typed names this account there. */
export function isSameAccount(
  { account, server }: Pick<Address, 'server' | 'account'>,
  typed: Address,
): boolean {
  const checked = checkAddress(typed)
  return checked.ok && checked.value.account === account && checked.value.server === server
}

/** A server's address as a person types it. */
export function serverAt(typed: string): string {
  return typed.trim().replace(/\/+$/, '')
}

/** Refuses what would erase somebody else's history unasked. */
export function sparingHistory(kept: Checked | undefined, address: Address): Outcome<null> {
  const checked = checkAddress(address)
  if (!checked.ok || kept === undefined || address.forget === true) return { ok: true, value: null }
  const { account, server } = checked.value
  if (kept.account === account && kept.server === server) return { ok: true, value: null }
  return failure(
    'other_account',
    `This device keeps the history of ${kept.account} at ${kept.server}, and it would be erased. Nothing was changed.`,
  )
}

export function checkNewPassword(password: string): Outcome<null> {
  return [...password].length < shortestPassword
    ? failure('weak_password', `A password has at least ${shortestPassword} characters.`)
    : { ok: true, value: null }
}

export function makeIdentity(
  platform: Platform,
  given: Checked & { readonly rootKey: Uint8Array },
): Identity {
  const { account, server, rootKey } = given
  const accountKey = accountSigningKey(rootKey)
  const device = deviceSigningKey(platform.random.bytes(32))
  const credential = issueDeviceCredential({
    account,
    accountKey,
    signatureKey: device.publicKey,
    issuedAt: Math.floor(platform.clock.now() / 1000),
  })
  return {
    ...{ account, server, rootKey, credential },
    device: deviceIdOf(device.publicKey),
    accountKey: accountKey.publicKey,
    signaturePublicKey: device.publicKey,
    signaturePrivateKey: device.secretKey,
  }
}

export function checkSession(identity: Identity, session: Outcome<Session>): Outcome<Entered> {
  if (!session.ok) return session
  const { account, device } = session.value
  if (account !== identity.account || device !== identity.device) return untrusted()
  return { ok: true, value: { identity, session: session.value } }
}

/** Nothing is kept for later here: without a server there is no signing in. */
export function plainly<T>({ server }: Address, outcome: Outcome<T>): Outcome<T> {
  if (outcome.ok || outcome.error.code !== 'offline') return outcome
  return failure(
    'offline',
    `The server can’t be reached at ${server}, and signing in needs it. Nothing was changed on this device. Check the address and the network, then try again.`,
  )
}

export function wrongPassword() {
  return failure('wrong_password', 'The name or the password is wrong.')
}

export function untrusted() {
  return failure('server_untrusted', 'The server’s answer does not fit this account. Nothing was signed in.')
}
