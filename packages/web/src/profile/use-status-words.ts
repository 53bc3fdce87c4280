// How somebody is just now, in words: whether they are here, what they have chosen, and what they say of it.

import type { AccountName, PresenceStatus } from '@sotto/wire'
import { useTranslation } from 'react-i18next'
import { usePresenceWords } from '../conversation/use-presence-words.ts'
import { usePerson } from './use-person.ts'

type Here = { readonly account: AccountName; readonly presence: PresenceStatus; readonly lastSeen?: number }

/** Empty where nothing is known. */
export function useStatusWords({ account, presence, lastSeen }: Here): string {
  const { t } = useTranslation()
  const here = usePresenceWords(presence, lastSeen)
  const status = usePerson(account)?.status
  if (status === undefined) return here
  const chosen = status.kind === 'none' ? here : t(`profile.kinds.${status.kind}`)
  const said = [status.emoji, status.text].filter((one) => one !== '').join(' ')
  return [chosen, said].filter((one) => one !== '').join(' · ')
}
