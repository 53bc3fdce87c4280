// The commands around one's account, of the in-memory engine.

import type { AccountSnapshot } from '@sotto/client'
import type { CommandTable } from './command-table.ts'
import type { World } from './world.ts'

export const recoveryCode = 'KITE-7M2Q-94TN-WX3B-R8HD-Y5PC-2VFJ-6ZEA'

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
  | 'answerReminder'
  | 'postponeReminder'
  | 'dismissAlerts'
>

const done = { ok: true, value: null } as const

export function waysOn({ world, change, signIn }: Setting): Ways {
  const set = (account: AccountSnapshot) => {
    change(() => {
      world.account = account
    })
    return done
  }
  const asked = ({ recovery, alerts }: AccountSnapshot): AccountSnapshot => ({ recovery, alerts })
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
    answerReminder: ({ groups }) => {
      const all = recoveryCode.split('-')
      const wanted = world.account.reminder?.map((group) => all[group - 1])
      return wanted?.join() === groups.join() ? set(asked(world.account)) : wrongCode
    },
    postponeReminder: () => set(asked(world.account)),
    dismissAlerts: () => set({ ...world.account, alerts: [] }),
  }
}

const wrongCode = {
  ok: false,
  error: { code: 'wrong_code', message: 'That is not what your recovery code has there.' },
} as const
