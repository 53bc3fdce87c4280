// A person in a list: face, name, and whether they are here.

import type { PersonSnapshot } from '@sotto/client'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { PersonAvatar } from '../profile/person-avatar.tsx'
import { PersonName } from '../profile/person-name.tsx'
import { usePerson } from '../profile/use-person.ts'
import { useStatusWords } from '../profile/use-status-words.ts'
import { VerifiedMark } from '../trust/verified-mark.tsx'

type Props = {
  readonly person: Pick<PersonSnapshot, 'account' | 'presence' | 'verified' | 'gone'> & {
    readonly lastSeen?: number
  }
  readonly note?: string | undefined
  readonly end?: ReactNode
}

export function PersonRow({ person, note, end }: Props) {
  const status = useStatusWords(person)
  const called = usePerson(person.account)?.name ?? ''
  const at = called === '' ? [] : [`@${person.account}`]
  const { t } = useTranslation()
  const told = note ?? (person.gone ? t('presence.gone') : status)
  // who is chosen from a list is told by the account name, which nobody else has
  const words = [...at, told].filter((one) => one !== '').join(' · ')
  return (
    <>
      <PersonAvatar account={person.account} size="sm" presence={person.presence} />
      <span className="flex min-w-0 flex-1 flex-col text-start">
        <span className="flex items-center gap-1 text-base leading-5 font-medium">
          <span className="truncate">
            <PersonName account={person.account} />
          </span>
          <VerifiedMark verified={person.verified} />
        </span>
        {words !== '' && <span className="truncate text-sm text-ink-quiet">{words}</span>}
      </span>
      {end}
    </>
  )
}
