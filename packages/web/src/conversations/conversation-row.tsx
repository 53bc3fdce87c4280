// One conversation in the list. It only draws; the link around it is the list's.

import type { ConversationSummary } from '@sotto/client'
import type { AccountName } from '@sotto/wire'
import clsx from 'clsx'
import { AtSign, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { RowMarks } from '../marks/row-marks.tsx'
import { previewOf } from '../message/preview.ts'
import { SendMark } from '../message/send-mark.tsx'
import { ConversationName } from '../profile/conversation-name.tsx'
import { usePersonName } from '../profile/use-person.ts'
import { plainPreview } from '../text/plain-preview.ts'
import { shortTime } from '../text/times.ts'
import { useNow } from '../text/use-now.ts'
import { VerifiedMark } from '../trust/verified-mark.tsx'
import { RowAvatar } from './row-avatar.tsx'

type Props = {
  readonly summary: ConversationSummary
  readonly open: boolean
}

export function ConversationRow({ summary, open }: Props) {
  const { t, i18n } = useTranslation()
  const now = useNow()
  const { unread, at, last } = summary
  const muted = summary.level !== 'everything'
  return (
    <>
      <RowAvatar summary={summary} />
      <span className="flex min-w-0 flex-1 flex-col gap-0.5">
        <span className="flex items-baseline gap-2">
          <span
            className={clsx(
              'flex min-w-0 flex-1 items-center gap-1 text-base',
              unread > 0 ? 'font-semibold' : 'font-medium',
            )}
          >
            <span className="truncate">
              <ConversationName summary={summary} />
            </span>
            <VerifiedMark verified={summary.verified} />
            <RowMarks summary={summary} />
          </span>
          <time
            dateTime={new Date(at).toISOString()}
            className={clsx(
              'shrink-0 text-xs tabular-nums',
              unread > 0 && !muted ? 'font-medium text-accent-text' : 'text-ink-quiet',
            )}
          >
            {shortTime(at, now, i18n.language, t('common.now'))}
          </time>
        </span>
        <span className="flex items-center gap-1.5">
          {last?.mine === true && summary.draft === '' && summary.state === 'active' && (
            <SendMark
              state={last.state}
              className={clsx(
                'shrink-0 [--mark-ground:var(--color-canvas)]',
                last.state === 'failed' ? 'text-danger-text' : 'text-ink-quiet',
              )}
            />
          )}
          <span
            className={clsx(
              'min-w-0 flex-1 truncate text-sm',
              open || unread > 0 ? 'text-ink-soft' : 'text-ink-quiet',
            )}
          >
            <Preview summary={summary} />
          </span>
          {summary.attention && (
            <TriangleAlert
              role="img"
              aria-label={t('list.attention')}
              className="size-4 shrink-0 text-warn-text"
            />
          )}
          {summary.mentions > 0 && (
            <AtSign
              role="img"
              aria-label={t('mentions.unread', { count: summary.mentions })}
              className="size-4 shrink-0 text-accent-text"
            />
          )}
          {(unread > 0 || summary.markedUnread === true) && <UnreadBadge count={unread} quiet={muted} />}
        </span>
      </span>
    </>
  )
}

function Preview({ summary }: { readonly summary: ConversationSummary }) {
  const { t } = useTranslation()
  const { state, draft, last, kind } = summary
  if (state === 'request') return t('list.request')
  if (state === 'left') return t('list.left')
  if (state === 'removed') return t('list.removed')
  if (draft.trim() !== '') {
    return (
      <>
        <span className="font-medium text-accent-text">{t('list.draft')}</span> {plainPreview(draft, 80)}
      </>
    )
  }
  if (last === undefined) return t('list.noMessages')
  const text = previewOf(last, t, 100)
  if (last.mine) return t('list.you', { text })
  return kind === 'group' ? <SaidBy from={last.from} text={text} /> : text
}

type SaidProps = { readonly from: AccountName; readonly text: string }

function SaidBy({ from, text }: SaidProps) {
  const { t } = useTranslation()
  return t('list.from', { name: usePersonName(from), text })
}

/** Without a number where nothing is unread but is to look so. `quiet`: of a conversation of which not everything is told. */
function UnreadBadge({ count, quiet }: { readonly count: number; readonly quiet: boolean }) {
  const { t } = useTranslation()
  return (
    <span
      role="img"
      aria-label={count === 0 ? t('marks.markedUnread') : t('list.unread', { count })}
      className={clsx(
        'min-w-5 shrink-0 rounded-full px-1.5 text-center text-xs leading-5 font-semibold tabular-nums',
        quiet ? 'bg-sunken text-ink-soft' : 'bg-accent text-on-accent',
      )}
    >
      {count === 0 ? '\u00a0' : count > 99 ? '99+' : count}
    </span>
  )
}
