// A person in a list: face, name, and whether they are here.

import type { PersonSnapshot } from '@sotto/client'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { usePresenceWords } from '../conversation/use-presence-words.ts'
import { VerifiedMark } from '../trust/verified-mark.tsx'
import { Avatar } from '../ui/avatar.tsx'

type Props = {
  readonly person: Pick<PersonSnapshot, 'account' | 'presence' | 'verified' | 'gone'> & {
    readonly lastSeen?: number
  }
  readonly note?: string | undefined
  readonly end?: ReactNode
}

export function PersonRow({ person, note, end }: Props) {
  const presence = usePresenceWords(person.presence, person.lastSeen)
  const { t } = useTranslation()
  const words = note ?? (person.gone ? t('presence.gone') : presence)
  return (
    <>
      <Avatar name={person.account} size="sm" presence={person.presence} />
      <span className="flex min-w-0 flex-1 flex-col text-start">
        <span className="flex items-center gap-1 text-base leading-5 font-medium">
          <span className="truncate">{person.account}</span>
          <VerifiedMark verified={person.verified} />
        </span>
        {words !== '' && <span className="truncate text-sm text-ink-quiet">{words}</span>}
      </span>
      {end}
    </>
  )
}
