// One conversation: header, timeline, what stands below it, and the details beside it (or, on a phone,
// instead of it).

import type { ConversationDetails, MessageSnapshot } from '@sotto/client'
import type { ConversationId, MessageId } from '@sotto/wire'
import { Link, useNavigate } from '@tanstack/react-router'
import { MessageCircleOff } from 'lucide-react'
import { lazy, Suspense, useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Subject } from '../composer/subject.ts'
import { useEngine } from '../engine/engine-context.tsx'
import { useAccount } from '../engine/use-account.ts'
import { useTopic } from '../engine/use-topic.ts'
import { Timeline } from '../timeline/timeline.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { PageSkeleton } from '../ui/skeleton.tsx'
import { ConversationFoot } from './conversation-foot.tsx'
import { ConversationHeader } from './conversation-header.tsx'
import { fieldAndMessages } from './field-and-messages.ts'
import { useEndUnreadMark } from './use-end-unread-mark.ts'

const DayDialog = lazy(() => import('../timeline/day-dialog.tsx'))
const DetailsPanel = lazy(() => import('../details/details-panel.tsx'))
const PinnedBar = lazy(() => import('../pins/pinned-bar.tsx'))
const SecurityPanel = lazy(() => import('../trust/security-panel.tsx'))

/** What stands beside the conversation. */
export type Panel = 'details' | 'security'

type Props = {
  readonly conversation: ConversationId
  readonly at: MessageId | undefined
  readonly panel: Panel | undefined
}

export default function ConversationScreen({ conversation, at, panel }: Props) {
  const details = useTopic('conversation', { conversation })
  const { t } = useTranslation()
  if (details === undefined) return <PageSkeleton />
  if (details === null) {
    return (
      <EmptyState
        page
        icon={MessageCircleOff}
        title={t('conversation.goneTitle')}
        text={t('conversation.goneText')}
      >
        <Link to="/" className="font-medium text-accent-text underline-offset-4 hover:underline wide:hidden">
          {t('conversation.goneBack')}
        </Link>
      </EmptyState>
    )
  }
  return (
    <div className="flex min-h-0 flex-1">
      <OpenConversation details={details} at={at} panel={panel !== undefined} />
      {panel !== undefined && (
        <Suspense fallback={<DetailsWaiting />}>
          {panel === 'details' ? (
            <DetailsPanel details={details} />
          ) : (
            <SecurityPanel conversation={conversation} />
          )}
        </Suspense>
      )}
    </div>
  )
}

function DetailsWaiting() {
  return (
    <div className="w-full panel:w-80 panel:shrink-0 panel:border-s panel:border-line">
      <PageSkeleton />
    </div>
  )
}

type OpenProps = {
  readonly details: ConversationDetails
  readonly at: MessageId | undefined
  readonly panel: boolean
}

function OpenConversation({ details, at, panel }: OpenProps) {
  const { t } = useTranslation()
  const { account } = useAccount()
  const navigate = useNavigate()
  const [subject, setSubject] = useState<Subject>()
  const [day, setDay] = useState<number>()
  useEndUnreadMark(details)
  const { conversation, name } = details
  const goTo = useCallback(
    (message: MessageId | undefined) =>
      void navigate({
        to: '/c/$conversation',
        params: { conversation },
        search: (before) => ({ ...before, at: message }),
        replace: true,
      }),
    [navigate, conversation],
  )
  const reply = useCallback((message: MessageSnapshot) => setSubject({ kind: 'reply', message }), [])
  const edit = useCallback((message: MessageSnapshot) => setSubject({ kind: 'edit', message }), [])
  const engine = useEngine()
  // what has gone by itself is not to be read in the field either
  useEffect(
    () =>
      engine.onEvent((event) => {
        if (event.type !== 'expired') return
        setSubject((now) => (now !== undefined && event.ids.includes(now.message.id) ? undefined : now))
      }),
    [engine],
  )
  return (
    <section
      ref={fieldAndMessages}
      aria-label={t('conversation.header', { name })}
      className={`min-w-0 flex-1 flex-col bg-surface ${panel ? 'hidden panel:flex' : 'flex'}`}
    >
      <ConversationHeader
        details={details}
        account={account}
        panel={panel}
        onGoToDay={() => setDay(Date.now())}
      />
      <Suspense>
        <PinnedBar conversation={conversation} />
      </Suspense>
      <Timeline details={details} at={at} onReply={reply} onEdit={edit} onGoTo={goTo} onGoToDay={setDay} />
      <ConversationFoot
        details={details}
        subject={subject}
        onSubjectDone={() => setSubject(undefined)}
        onSent={() => at !== undefined && goTo(undefined)}
      />
      <Suspense>
        {day !== undefined && (
          <DayDialog conversation={conversation} at={day} onClose={() => setDay(undefined)} />
        )}
      </Suspense>
    </section>
  )
}
