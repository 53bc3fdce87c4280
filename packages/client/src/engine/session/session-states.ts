// How a profile stands, as screens are told.

import type { SessionSnapshot } from '../../api/session.ts'
import type { EndReason, Identity } from '../store/settings.ts'

export function signedIn({ account, device, server }: Identity): SessionSnapshot {
  return { state: 'signed-in', account, device, server }
}

export function ended({ account, server }: Identity, reason: EndReason): SessionSnapshot {
  return { state: 'signed-out', reason, kept: { account, server } }
}
