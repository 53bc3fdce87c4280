// The way into a conversation, as a row of a list.

import type { ConversationId, MessageId } from '@sotto/wire'
import { Link } from '@tanstack/react-router'
import clsx from 'clsx'
import type { ReactNode } from 'react'
import { useWayBack } from '../conversation/way-back.tsx'

type Props = {
  readonly conversation: ConversationId
  readonly at?: MessageId
  readonly open?: boolean
  readonly tabIndex?: number
  readonly children: ReactNode
}

export function ConversationLink({ conversation, at, open, tabIndex, children }: Props) {
  const { leave } = useWayBack()
  return (
    <Link
      to="/c/$conversation"
      params={{ conversation }}
      search={at === undefined ? {} : { at }}
      onClick={() => at !== undefined && leave(conversation)}
      data-nav
      tabIndex={tabIndex}
      aria-current={open === true ? 'page' : undefined}
      className={clsx(
        'flex h-[66px] items-center gap-3 rounded-lg px-3 outline-offset-[-2px] transition-colors',
        open === true ? 'bg-selected' : 'hover:bg-hover',
      )}
    >
      {children}
    </Link>
  )
}
