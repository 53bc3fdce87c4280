// The own account connected with its person's identity at the company's provider, and disconnected (spec/accounts.md
// SSO-7): with the password, as every change of a way in.

import type { Commands } from '../../api/engine.ts'
import type { Outcome } from '../../api/outcome.ts'
import { retryOfFailure } from '../../errors.ts'
import type { Live } from '../live.ts'
import { RestClient } from '../network/rest-client.ts'
import { routes } from '../network/routes.ts'
import { signChange } from './change-factors.ts'
import { prove } from './prove-owner.ts'

export function connectSso(
  live: Live,
  { password, identity }: Commands['connectSso']['params'],
): Promise<Outcome<null>> {
  const { ticket, issuer, subject } = identity
  return live.ways.change(['ssoConnected'], async () => {
    const proved = await prove(live, password)
    if (!proved.ok) return proved
    const { proof } = proved.value
    const signature = signChange(live, proof, { kind: 'connect', issuer, subject })
    return tell(live, true, { method: 'PUT', json: { proof, ticket, signature } })
  })
}

export function disconnectSso(
  live: Live,
  { password }: Commands['disconnectSso']['params'],
): Promise<Outcome<null>> {
  return live.ways.change(['ssoDisconnected'], async () => {
    const proved = await prove(live, password)
    if (!proved.ok) return proved
    const { proof } = proved.value
    const signature = signChange(live, proof, { kind: 'disconnect' })
    return tell(live, false, { method: 'DELETE', json: { proof, signature } })
  })
}

/** Where the answer was lost, how things are then says whether it was done. */
async function tell(
  live: Live,
  wished: boolean,
  call: { readonly method: 'PUT' | 'DELETE'; readonly json: object },
): Promise<Outcome<null>> {
  const rest = new RestClient(live.platform.transport, live.identity.server)
  const told = await rest.tell({ ...call, path: routes.ownSso })
  if (told.ok || retryOfFailure(told.error.code) !== 'later') return told
  return (await live.ways.isConnected()) === wished ? { ok: true, value: null } : told
}
