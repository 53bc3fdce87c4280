// What people say of themselves, as the in-memory engine does it.

import type { ProfileSnapshot } from '@sotto/client'
import type { CommandTable } from './command-table.ts'
import { account } from './ids.ts'
import { profileOf } from './snapshots.ts'
import type { World } from './world.ts'

type Setting = { readonly world: World; readonly change: (act: (world: World) => void) => void }

const done = { ok: true, value: null } as const

export function profilesOn({
  world,
  change,
}: Setting): Pick<CommandTable, 'setProfile' | 'setStatus' | 'person'> {
  const learn = (more: Partial<ProfileSnapshot>) =>
    change(() => {
      const { picture: _, ...before } = world.profiles.get(world.own) ?? {}
      const picture = 'picture' in more ? more.picture : world.profiles.get(world.own)?.picture
      const kept = picture === undefined ? {} : { picture }
      world.profiles.set(world.own, { ...before, ...more, ...kept })
    })
  return {
    setProfile: ({ picture, ...facts }) => {
      const type = 'image/jpeg' as const
      const shown =
        picture === null || picture === undefined
          ? undefined
          : { bytes: picture, type, version: world.nextId++ }
      const { picture: _, ...rest } = world.profiles.get(world.own) ?? {}
      if (picture === null) change(() => world.profiles.set(world.own, rest))
      learn({ ...facts, ...(shown === undefined ? {} : { picture: shown }) })
      return done
    },
    setStatus: ({ kind, emoji = '', text = '', until }) => {
      const ends = until === undefined ? {} : { until }
      if (kind === 'hidden') learn({ hiddenUntil: until ?? 'always' })
      else learn({ hiddenUntil: 0, status: { kind, emoji, text, ...ends } })
      return done
    },
    person: (params) => ({ ok: true, value: profileOf(world, account(params.account)) }),
  }
}
