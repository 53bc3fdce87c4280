// The commands about safety numbers, in the memory engine's world.

import type { Commands } from '@sotto/client'
import type { AccountName } from '@sotto/wire'
import type { CommandTable } from './command-table.ts'
import { keyOf } from './snapshots.ts'
import type { World } from './world.ts'

type Scene = { readonly world: World; readonly change: (act: (world: World) => void) => void }
type KeyCommands = Pick<
  CommandTable,
  'key' | 'acceptKey' | 'rejectKey' | 'verifyKey' | 'verifyByCode' | 'unverifyKey'
>

export function keysOn({ world, change }: Scene): KeyCommands {
  const decide = ({ account: name, number }: Commands['acceptKey']['params']) => {
    if (number !== keyOf(world, name).offered) return outdated
    change(() => {
      world.people = world.people.map((one) => (one.account === name ? { ...one, keyChanged: false } : one))
    })
    return { ok: true, value: null } as const
  }
  const verify = (name: AccountName, verified: boolean) => {
    change(() => {
      world.people = world.people.map((one) => (one.account === name ? { ...one, verified } : one))
    })
    return { ok: true, value: keyOf(world, name) } as const
  }
  return {
    key: ({ account }) => ({ ok: true, value: keyOf(world, account) }),
    acceptKey: decide,
    rejectKey: decide,
    verifyKey: ({ account, number }) => {
      const known = keyOf(world, account)
      return [known.number, known.words].includes(number) ? verify(account, true) : differs
    },
    verifyByCode: ({ account, code }) =>
      code === keyOf(world, account).code ? verify(account, true) : differs,
    unverifyKey: ({ account }) => verify(account, false),
  }
}

const outdated = {
  ok: false,
  error: { code: 'key_outdated', message: 'This is not the number that waits for a decision. Look again.' },
} as const

const differs = {
  ok: false,
  error: {
    code: 'numbers_differ',
    message: 'The safety numbers differ. Somebody may stand between you: write nothing confidential here.',
  },
} as const
