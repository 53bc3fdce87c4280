// The own account: how it is opened, and the word of what happened to it.

/** The ways into the own account, as far as this device has been told. */
export type AccountSnapshot = {
  /**
   * The recovery code: `outdated` was made before codes could sign in, `unseen` was made here and never shown,
   * because the answer was lost; both want a new one.
   */
  readonly recovery: 'unknown' | 'ready' | 'outdated' | 'unseen'
  /** What another device has done, until it is dismissed. `at`: milliseconds since 1970. */
  readonly alerts: readonly {
    readonly what: 'password-changed' | 'recovery-changed' | 'recovered'
    readonly at: number
  }[]
  /** It is time to ask for these groups of the recovery code, counted from 1. */
  readonly reminder?: readonly number[]
}

export type AccountTopics = {
  account: { params: undefined; snapshot: AccountSnapshot }
}

export type AccountCommands = {
  /**
   * The old password is dead at once; nobody is signed out unless asked. `devicesLeft`: of those to be signed out,
   * how many could not be (1 when they could not even be listed). After `outcome_unknown` the same call makes sure.
   */
  changePassword: {
    params: { present: string; next: string; signOutOthers: boolean }
    value: { devicesLeft: number }
  }
  /** Told this once; the old code is dead. */
  newRecoveryCode: { params: { password: string }; value: { recoveryCode: string } }
  /** The account's keys as armoured text under a password of its own, of at least 8 characters. */
  exportKeys: { params: { password: string; filePassword: string }; value: { file: string } }
  /** The groups of the recovery code that the `account` topic asks for, in their order. `wrong_code`. */
  answerReminder: { params: { groups: readonly string[] }; value: null }
  /** Asks again tomorrow. */
  postponeReminder: { params: undefined; value: null }
  /** The person has seen the alerts of the `account` topic. */
  dismissAlerts: { params: undefined; value: null }
}
