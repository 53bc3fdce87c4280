// Above the timeline: whose conversation it is, whether they are here, and the way to the details.

import type { ConversationDetails, MemberSnapshot } from '@sotto/client'
import { Link } from '@tanstack/react-router'
import { ArrowLeft, PanelRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { TimerChip } from '../expiry/timer-chip.tsx'
import { ConversationMenu } from '../marks/conversation-menu.tsx'
import { RowMarks } from '../marks/row-marks.tsx'
import { PersonAvatar } from '../profile/person-avatar.tsx'
import { PersonName } from '../profile/person-name.tsx'
import { usePerson } from '../profile/use-person.ts'
import { useStatusWords } from '../profile/use-status-words.ts'
import { VerifiedMark } from '../trust/verified-mark.tsx'
import { Avatar } from '../ui/avatar.tsx'
import { iconLink } from '../ui/icon-link.ts'
import { otherOf } from './other-of.ts'

type Props = {
  readonly details: ConversationDetails
  readonly account: string
  readonly panel: boolean
  readonly onGoToDay: () => void
}

export function ConversationHeader({ details, account, panel, onGoToDay }: Props) {
  const { t } = useTranslation()
  const { conversation, name, kind } = details
  const other = otherOf(details, account)
  return (
    <header className="flex h-15 shrink-0 items-center gap-2 border-b border-line bg-surface px-2 wide:px-4">
      <Link to="/" aria-label={t('common.back')} className={`${iconLink} wide:hidden`}>
        <ArrowLeft aria-hidden="true" className="size-5" />
      </Link>
      {other === undefined ? (
        <Avatar name={name} group={kind === 'group'} size="sm" />
      ) : (
        <PersonAvatar account={other.account} size="sm" presence={other.presence} />
      )}
      <div className="min-w-0 flex-1 ps-1">
        <div className="flex items-center gap-1">
          <h1 className="flex min-w-0 items-center gap-1 text-base leading-5 font-semibold">
            <span className="truncate">
              {other === undefined ? name : <PersonName account={other.account} />}
            </span>
            <VerifiedMark verified={details.verified} />
          </h1>
          <RowMarks summary={details} />
          <TimerChip details={details} />
        </div>
        {kind === 'group' && <GroupLine details={details} />}
        {other !== undefined && <PersonLine {...other} />}
      </div>
      {details.state !== 'request' && <ConversationMenu summary={details} onGoToDay={onGoToDay} />}
      <Link
        to="/c/$conversation"
        params={{ conversation }}
        search={(before) => ({ ...before, panel: panel ? undefined : 'details' })}
        aria-label={t('conversation.details')}
        aria-expanded={panel}
        title={t('conversation.details')}
        className={`${iconLink} ${panel ? 'bg-selected text-ink' : ''}`}
      >
        <PanelRight aria-hidden="true" className="size-5" />
      </Link>
    </header>
  )
}

/** The account name wherever another one stands above it. */
function PersonLine({ account, presence }: Pick<MemberSnapshot, 'account' | 'presence'>) {
  const words = useStatusWords({ account, presence })
  const called = usePerson(account)?.name ?? ''
  const line = [called === '' ? '' : `@${account}`, words].filter((one) => one !== '').join(' · ')
  return line === '' ? null : <Line>{line}</Line>
}

function GroupLine({ details }: { readonly details: ConversationDetails }) {
  const { t } = useTranslation()
  const members = t('conversation.members', { count: details.members.length })
  return (
    <Line>
      {members}:{' '}
      {details.members.map((account, at) => (
        <span key={account}>
          {at > 0 && ', '}
          <PersonName account={account} />
        </span>
      ))}
    </Line>
  )
}

function Line({ children }: { readonly children: ReactNode }) {
  return <p className="truncate text-sm text-ink-quiet">{children}</p>
}
