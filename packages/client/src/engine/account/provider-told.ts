// The connection with the company's provider as the server tells of it: as screens have it, and what has changed since the
// person looked.

import type { AccountSnapshot } from '../../api/account.ts'
import type { ConnectionToProvider } from '../../api/sso.ts'
import type { Times, Told } from './kept.ts'

type ToldConnection = NonNullable<Told['sso']>

export function connectionOf({ name, required, connected }: ToldConnection): ConnectionToProvider {
  return { name, required, connected }
}

export function providerTimes(sso: Told['sso']): Pick<Times, 'ssoConnected' | 'ssoDisconnected'> {
  if (sso === undefined) return {}
  const { connected: ssoConnected, disconnected: ssoDisconnected } = sso.changed
  return { ssoConnected, ssoDisconnected }
}

export function providerAlerts(sso: Told['sso'], seen: Times): AccountSnapshot['alerts'] {
  const { ssoConnected: came = 0, ssoDisconnected: went = 0 } = providerTimes(sso)
  return [
    ...(came > (seen.ssoConnected ?? came) ? [{ what: 'sso-connected', at: came } as const] : []),
    ...(went > (seen.ssoDisconnected ?? went) ? [{ what: 'sso-disconnected', at: went } as const] : []),
  ]
}
