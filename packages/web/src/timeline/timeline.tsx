// Connects a conversation's timeline to the engine: loads more at the edges, tells what was read, and
// carries out what is asked of a message.

import type { ConversationDetails, MessageSnapshot } from '@sotto/client'
import type { AccountName, ConversationId, MessageId } from '@sotto/wire'
import { MessageCircle } from 'lucide-react'
import { lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useEngine } from '../engine/engine-context.tsx'
import { useAccount } from '../engine/use-account.ts'
import { useTopic } from '../engine/use-topic.ts'
import { hasReacted, type MessageActions } from '../message/actions.ts'
import { MentionContext, type Nameable } from '../message-text/mention-context.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { BubbleSkeleton } from '../ui/skeleton.tsx'
import { TimelineView } from './timeline-view.tsx'
import { useMarkRead } from './use-mark-read.ts'

const DeleteDialog = lazy(() => import('../message/delete-dialog.tsx'))
const ForwardDialog = lazy(() => import('../forward/forward-dialog.tsx'))
const PersonDialog = lazy(() => import('../profile/person-dialog.tsx'))
const ReactionDialog = lazy(() => import('../message/reaction-dialog.tsx'))
const VersionsDialog = lazy(() => import('../message/versions-dialog.tsx'))

/** What is asked about a message, in a dialog. */
type Asked =
  | { readonly what: 'person'; readonly account: AccountName }
  | { readonly what: 'delete' | 'versions' | 'reaction' | 'forward'; readonly message: MessageSnapshot }

type Props = {
  readonly details: ConversationDetails
  readonly at: MessageId | undefined
  readonly onReply: (message: MessageSnapshot) => void
  readonly onEdit: (message: MessageSnapshot) => void
  readonly onGoTo: (message: MessageId | undefined) => void
  readonly onGoToDay: (at: number) => void
}

const firstWindow = 60
const step = 50
/** What whoever stands at the end keeps of what lies above. */
const keptAtEnd = 100

export function Timeline({ details, at, onReply, onEdit, onGoTo, onGoToDay }: Props) {
  const engine = useEngine()
  const { account } = useAccount()
  const { conversation } = details
  const around = at === undefined ? {} : { around: at }
  const snapshot = useTopic('timeline', { conversation, size: firstWindow, ...around })
  const onSeen = useMarkRead(details)
  const onNeedOlder = useOnce(
    useCallback(() => engine.call('loadOlder', { conversation, count: step }), [engine, conversation]),
  )
  const onNeedNewer = useOnce(
    useCallback(() => engine.call('loadNewer', { conversation, count: step }), [engine, conversation]),
  )
  const onLeaveOlder = useOnce(
    useCallback(() => engine.call('leaveOlder', { conversation, keep: keptAtEnd }), [engine, conversation]),
  )
  const goTo = useGoTo(conversation, onGoTo)
  const [asked, setAsked] = useState<Asked>()
  const nameable = useNameable(details, account, setAsked)
  const canWrite = details.state === 'active'
  const react: MessageActions['onReact'] = ({ id }, reaction, given) =>
    void engine.call(given ? 'unreact' : 'react', { conversation, id, reaction })
  if (snapshot === undefined) {
    return (
      <div className="flex min-h-0 flex-1 flex-col justify-end overflow-hidden">
        <BubbleSkeleton />
      </div>
    )
  }
  return (
    <>
      <MentionContext value={nameable}>
        <TimelineView
          key={at ?? 'end'}
          snapshot={snapshot}
          account={account}
          name={details.name}
          group={details.kind === 'group'}
          verified={verifiedIn(details)}
          canWrite={canWrite}
          unread={details.unread}
          mentioned={details.mentioned}
          at={at}
          intro={<Intro details={details} />}
          onNeedOlder={onNeedOlder}
          onNeedNewer={onNeedNewer}
          onLeaveOlder={onLeaveOlder}
          onSeen={onSeen}
          onGoTo={goTo}
          onGoToDay={onGoToDay}
          onReply={onReply}
          onEdit={onEdit}
          onReact={react}
          onChooseReaction={(message) => setAsked({ what: 'reaction', message })}
          onForward={(message) => setAsked({ what: 'forward', message })}
          onPin={({ id }, pinned) =>
            void engine.call(pinned ? 'pinMessage' : 'unpinMessage', { conversation, id })
          }
          onStar={({ id }, starred) => void engine.call(starred ? 'star' : 'unstar', { conversation, id })}
          onDelete={(message) => setAsked({ what: 'delete', message })}
          onVersions={(message) => setAsked({ what: 'versions', message })}
          onRetry={canSend(details) ? (id) => void engine.call('retry', { conversation, id }) : undefined}
          onAskForMissing={() => void engine.call('askForMissing', { conversation })}
          onDiscard={(id) => void engine.call('discard', { conversation, id })}
        />
      </MentionContext>
      <Suspense>
        {asked?.what === 'person' && (
          <PersonDialog account={asked.account} onClose={() => setAsked(undefined)} />
        )}
        {asked?.what === 'delete' && (
          <DeleteDialog message={asked.message} canWrite={canWrite} onClose={() => setAsked(undefined)} />
        )}
        {asked?.what === 'forward' && (
          <ForwardDialog message={asked.message} onClose={() => setAsked(undefined)} />
        )}
        {asked?.what === 'reaction' && (
          <ReactionDialog
            onPick={(emoji) => react(asked.message, emoji, hasReacted(asked.message, emoji))}
            onClose={() => setAsked(undefined)}
          />
        )}
        {asked?.what === 'versions' && (
          <VersionsDialog message={asked.message} onClose={() => setAsked(undefined)} />
        )}
      </Suspense>
    </>
  )
}

/** The same as long as the same people are here, so that no message is drawn anew for nothing. */
function useNameable({ members }: ConversationDetails, own: string, ask: (asked: Asked) => void): Nameable {
  const key = members.join(' ')
  return useMemo(
    () => ({
      own,
      members: new Set(key.split(' ')),
      onOpen: (person) => ask({ what: 'person', account: person }),
    }),
    [key, own, ask],
  )
}

/** A message that failed in a group that one is out of can only be deleted. */
function canSend({ state }: ConversationDetails): boolean {
  return state === 'active' || state === 'request'
}

function verifiedIn({ people }: ConversationDetails): ReadonlySet<string> {
  return new Set(people.filter((person) => person.verified).map(({ account }) => account))
}

function Intro({ details }: { readonly details: ConversationDetails }) {
  const { t } = useTranslation()
  const { name, kind } = details
  const title = kind === 'group' ? t('timeline.emptyGroup', { name }) : t('timeline.emptyDirect', { name })
  return <EmptyState icon={MessageCircle} title={title} text={t('timeline.emptyText')} />
}

/**
 * The way to a message, or with nothing to the newest one: a window that opens by itself would begin at the
 * first unread message again.
 */
function useGoTo(conversation: ConversationId, onGoTo: Props['onGoTo']): Props['onGoTo'] {
  const engine = useEngine()
  return useCallback(
    (message) => {
      if (message !== undefined) return onGoTo(message)
      void engine
        .call('history', { conversation, limit: 1 })
        .then((newest) => onGoTo(newest.ok ? newest.value.at(-1)?.id : undefined))
    },
    [engine, conversation, onGoTo],
  )
}

/** The same question is not asked again while it is open. */
function useOnce(ask: () => Promise<unknown>): () => void {
  const open = useRef(false)
  return useCallback(() => {
    if (open.current) return
    open.current = true
    void ask().finally(() => {
      open.current = false
    })
  }, [ask])
}
