// Sign-in through the company's provider: it says who somebody is, and has nothing that opens their messages.

import type { AccountName } from '@sotto/wire'

/** What people call the provider, and whether the server lets nobody in on a new device without it. */
export type Provider = { readonly name: string; readonly required: boolean }

/** `changed` is no business of screens: what happened is among the alerts. */
export type ConnectionToProvider = Provider & { readonly connected: boolean }

/** Who somebody is, by the provider's word; `ticket` shows it to the server, for ten minutes and one use. */
export type Identified = {
  readonly ticket: string
  readonly issuer: string
  readonly subject: string
  /** Milliseconds since 1970. */
  readonly expires: number
  /** Whose it is, if anybody's. */
  readonly account?: AccountName
  /** A name for a new account. */
  readonly suggested?: AccountName
}

export type SsoCommands = {
  /** Whether the server has a provider. */
  findProvider: { params: { server: string }; value: { readonly provider?: Provider } }
  /** Where to send the browser; `secret` stays in it until it comes back. Good for ten minutes. */
  startSso: { params: { server: string }; value: { readonly address: string; readonly secret: string } }
  /** `secret`: empty where this browser has begun nothing. `answer`: the query with which it came back. `sso_failed`. */
  finishSso: { params: { server: string; secret: string; answer: string }; value: Identified }
  /** Connects the own account. `sso_failed`, `sso_mismatch`. */
  connectSso: {
    params: { password: string; identity: Pick<Identified, 'ticket' | 'issuer' | 'subject'> }
    value: null
  }
  disconnectSso: { params: { password: string }; value: null }
}
