// The commands around one's account, of the in-memory engine.

import type { AccountSnapshot, FactorsSnapshot } from '@sotto/client'
import type { CommandTable } from './command-table.ts'
import type { World } from './world.ts'

export const recoveryCode = 'KITE-7M2Q-94TN-WX3B-R8HD-Y5PC-2VFJ-6ZEA'

export const backupCodes = Array.from({ length: 10 }, (_, at) => `7M2Q${at}-94TN${at}`)
export const noFactors: FactorsSnapshot = {
  policy: 'optional',
  missing: false,
  authenticator: false,
  backupCodes: 0,
  passkeys: [],
}
const authenticator = {
  secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
  uri: 'otpauth://totp/Sotto:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Sotto',
}
const asking = { attempt: 'one', challenge: 'AAAA', rpId: 'localhost', prfInput: new Uint8Array(15) }
const making = { proof: 'proof', rpName: 'Sotto', user: 'AAAA', exclude: [] }

type Setting = {
  readonly world: World
  readonly change: (act: (world: World) => void) => void
  readonly signIn: (params: {
    readonly account: string
    readonly server: string
  }) => Extract<ReturnType<CommandTable['signIn']>, { ok: true }>['value']
}

type Ways = Pick<
  CommandTable,
  | 'recover'
  | 'signInWithKeys'
  | 'changePassword'
  | 'newRecoveryCode'
  | 'exportKeys'
  | 'exportHistory'
  | 'importHistory'
  | 'answerReminder'
  | 'postponeReminder'
  | 'dismissAlerts'
  | 'refreshAccount'
  | 'newAuthenticator'
  | 'addAuthenticator'
  | 'removeAuthenticator'
  | 'newBackupCodes'
  | 'startPasskey'
  | 'addPasskey'
  | 'removePasskey'
  | 'renamePasskey'
  | 'askForPasskey'
  | 'signInWithPasskey'
  | 'findProvider'
  | 'startSso'
  | 'finishSso'
  | 'connectSso'
  | 'disconnectSso'
>

const done = { ok: true, value: null } as const

export function waysOn({ world, change, signIn }: Setting): Ways {
  const set = (account: AccountSnapshot) => {
    change(() => {
      world.account = account
    })
    return done
  }
  const asked = ({ reminder: _over, ...rest }: AccountSnapshot): AccountSnapshot => rest
  const factors = (more: Partial<FactorsSnapshot>) =>
    set({ ...world.account, factors: { ...(world.account.factors ?? noFactors), ...more, missing: false } })
  const connected = (is: boolean) => {
    const { sso } = world.account
    return sso === undefined ? done : set({ ...world.account, sso: { ...sso, connected: is } })
  }
  const passkeys = () => world.account.factors?.passkeys ?? []
  return {
    recover: (params) => ({ ok: true, value: { ...signIn(params), recoveryCode } }),
    signInWithKeys: (params) => ({ ok: true, value: signIn(params) }),
    changePassword: () => ({ ok: true, value: { devicesLeft: 0 } }),
    newRecoveryCode: () => {
      set({ ...asked(world.account), recovery: 'ready' })
      return { ok: true, value: { recoveryCode } }
    },
    exportKeys: () => ({
      ok: true,
      value: { file: '-----BEGIN SOTTO KEY FILE-----\n\n-----END SOTTO KEY FILE-----\n' },
    }),
    exportHistory: ({ as }) => ({
      ok: true,
      value: {
        ...({ fileName: 'sotto-alice.html', type: 'text/html', bytes: new Uint8Array(4) } as const),
        complete: as === 'sealed',
      },
    }),
    importHistory: ({ bytes }) => ({ ok: true, value: { messages: bytes.length } }),
    answerReminder: ({ groups }) => {
      const all = recoveryCode.split('-')
      const wanted = world.account.reminder?.map((group) => all[group - 1])
      return wanted?.join() === groups.join() ? set(asked(world.account)) : wrongCode
    },
    postponeReminder: () => set(asked(world.account)),
    dismissAlerts: () => set({ ...world.account, alerts: [] }),
    refreshAccount: () => done,
    newAuthenticator: () => ({ ok: true, value: authenticator }),
    addAuthenticator: () => {
      factors({ authenticator: true, backupCodes: backupCodes.length })
      return { ok: true, value: { backupCodes } }
    },
    removeAuthenticator: () => factors({ authenticator: false }),
    newBackupCodes: () => {
      factors({ backupCodes: backupCodes.length })
      return { ok: true, value: { backupCodes } }
    },
    startPasskey: () => ({ ok: true, value: { ...asking, ...making, account: world.own } }),
    addPasskey: ({ made, name, prf }) => {
      const passkey = { id: made.id, name, added: 0, opens: prf !== undefined, synced: false }
      const codes = passkeys().length === 0 ? backupCodes : []
      factors({ passkeys: [...passkeys(), passkey], backupCodes: backupCodes.length })
      return { ok: true, value: { backupCodes: codes } }
    },
    removePasskey: ({ id }) => factors({ passkeys: passkeys().filter((one) => one.id !== id) }),
    renamePasskey: ({ id, name }) =>
      factors({ passkeys: passkeys().map((one) => (one.id === id ? { ...one, name } : one)) }),
    askForPasskey: () => ({ ok: true, value: asking }),
    signInWithPasskey: ({ server }) => ({ ok: true, value: signIn({ account: world.own, server }) }),
    findProvider: () => ({
      ok: true,
      value: world.provider === undefined ? {} : { provider: world.provider },
    }),
    startSso: () => ({ ok: true, value: { address: 'https://login.example/authorize', secret: 'secret' } }),
    finishSso: ({ secret }) => (secret === 'secret' ? { ok: true, value: world.identified } : notBegun),
    connectSso: () => connected(true),
    disconnectSso: () => connected(false),
  }
}

const notBegun = {
  ok: false,
  error: {
    code: 'sso_failed',
    message:
      'This was begun too long ago, in another browser, or has been answered. Nothing was done; begin again.',
  },
} as const

const wrongCode = {
  ok: false,
  error: { code: 'wrong_code', message: 'That is not what your recovery code has there.' },
} as const
