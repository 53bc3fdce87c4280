// Somebody who is named in a message, by the name that they go by: never by what the writer calls them. Who is not in the conversation
// is words like others.

import { type AccountName, everyone } from '@sotto/wire'
import clsx from 'clsx'
import { useContext } from 'react'
import { useTranslation } from 'react-i18next'
import { usePersonName } from '../profile/use-person.ts'
import { MentionContext } from './mention-context.ts'

type Props = { readonly of: AccountName | typeof everyone }

const look = 'rounded-sm px-0.5 font-semibold [unicode-bidi:isolate]'
/** Of somebody else, on whichever ground it stands. */
const other = 'bg-[color-mix(in_oklab,currentColor_12%,transparent)]'
const forMe = 'bg-accent-soft text-accent-text'

export function Mention({ of }: Props) {
  const { t } = useTranslation()
  const nameable = useContext(MentionContext)
  if (of === everyone) {
    return nameable === undefined ? (
      `@${everyone}`
    ) : (
      <span className={clsx(look, forMe)}>@{t('mentions.everyone')}</span>
    )
  }
  if (nameable?.members.has(of) !== true) return `@${of}`
  return <Person account={of} isOwn={of === nameable.own} onOpen={() => nameable.onOpen(of)} />
}

type PersonProps = { readonly account: AccountName; readonly isOwn: boolean; readonly onOpen: () => void }

function Person({ account, isOwn, onOpen }: PersonProps) {
  const name = usePersonName(account)
  return (
    <button
      type="button"
      onClick={onOpen}
      title={`@${account}`}
      className={clsx(look, isOwn ? forMe : other, 'cursor-pointer hover:underline')}
    >
      @{name}
    </button>
  )
}
