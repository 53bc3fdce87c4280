// To the company's provider and back (spec/accounts.md SSO-1): what the browser is sent with, and what it comes back with.
// The secret is the browser's alone; the server knows its hash until it is shown.

import { newProviderSecret } from '@sotto/crypto'
import { bytesToBase64url, parseAccountName } from '@sotto/wire'
import type { Commands } from '../../api/engine.ts'
import type { Outcome } from '../../api/outcome.ts'
import { fromRefusal } from '../../errors.ts'
import type { Platform } from '../../ports.ts'
import { RestClient } from '../network/rest-client.ts'
import { routes } from '../network/routes.ts'
import { plainly, serverAt } from './identity.ts'

export async function findProvider(
  { transport }: Pick<Platform, 'transport'>,
  { server: typed }: Commands['findProvider']['params'],
): Promise<Outcome<Commands['findProvider']['value']>> {
  const rest = new RestClient(transport, serverAt(typed))
  const told = await rest.get('ServerInfo', { method: 'GET', path: routes.server })
  if (!told.ok) return told
  const { sso } = told.value
  return { ok: true, value: sso === undefined ? {} : { provider: sso } }
}

export async function startSso(
  { transport }: Pick<Platform, 'transport'>,
  { server: typed }: Commands['startSso']['params'],
): Promise<Outcome<Commands['startSso']['value']>> {
  const server = serverAt(typed)
  const { secret, binding } = newProviderSecret()
  const json = { binding: bytesToBase64url(binding) }
  const rest = new RestClient(transport, server)
  const started = await rest.get('SsoStarted', { method: 'POST', path: routes.startSso, json })
  return started.ok
    ? { ok: true, value: { address: started.value.address, secret: bytesToBase64url(secret) } }
    : plainly({ server, account: '' }, started)
}

export async function finishSso(
  { transport }: Pick<Platform, 'transport'>,
  { server: typed, secret, answer }: Commands['finishSso']['params'],
): Promise<Outcome<Commands['finishSso']['value']>> {
  if (secret === '') return begunElsewhere()
  const server = serverAt(typed)
  const rest = new RestClient(transport, server)
  const json = { secret, answer }
  const finished = await rest.get('SsoFinished', { method: 'POST', path: routes.finishSso, json })
  if (!finished.ok) return plainly({ server, account: '' }, finished)
  const { account, suggested, ...shown } = finished.value
  const [owner, idea] = [account, suggested].map((name) =>
    name === undefined ? undefined : parseAccountName(name),
  )
  return {
    ok: true,
    value: {
      ...shown,
      ...(owner === undefined ? {} : { account: owner }),
      ...(idea === undefined ? {} : { suggested: idea }),
    },
  }
}

/** Somebody was sent here by a run that this browser has not begun: the answer goes nowhere. */
function begunElsewhere() {
  return fromRefusal({
    code: 'sso_failed',
    message:
      'This was begun too long ago, in another browser, or has been answered. Nothing was done; begin again.',
  })
}
