// What can be done with a message, at its upper edge while it is pointed at or holds the focus.

import type { MessageSnapshot } from '@sotto/client'
import clsx from 'clsx'
import { MoreHorizontal, Reply, SmilePlus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { EmojiButton } from '../emoji/emoji-button.tsx'
import { IconButton } from '../ui/button.tsx'
import { DropDown, MenuItem } from '../ui/menu.tsx'
import { type Doable, hasReacted, type MessageActions } from './actions.ts'
import { messageEntries } from './message-entries.ts'
import { QuickReactions } from './quick-reactions.tsx'

type Props = MessageActions & { readonly message: MessageSnapshot; readonly doable: Doable }

export function MessageToolbar(props: Props) {
  const { message, doable, onReact, onReply } = props
  const { t } = useTranslation()
  const entries = messageEntries(props).filter(({ key }) => key !== 'reply' && key !== 'chooseReaction')
  if (!doable.reply && !doable.react && entries.length === 0) return null
  return (
    <div
      className={clsx(
        'absolute -top-6 z-2 hidden rounded-md bg-raised text-ink shadow-bar pointer-fine:flex',
        'invisible group-focus-within/message:visible group-hover/message:visible group-focus/message:visible has-data-popup-open:visible',
        message.mine ? 'start-2' : 'end-2',
      )}
    >
      {doable.react && (
        <EmojiButton
          above={(close) => (
            <QuickReactions
              message={message}
              onReact={(...given) => {
                close()
                onReact(...given)
              }}
            />
          )}
          trigger={
            <IconButton small label={t('message.react')}>
              <SmilePlus aria-hidden="true" className="size-4" />
            </IconButton>
          }
          onPick={(emoji) => onReact(message, emoji, hasReacted(message, emoji))}
        />
      )}
      {doable.reply && (
        <IconButton small label={t('timeline.reply')} onClick={() => onReply(message)}>
          <Reply aria-hidden="true" className="size-4" />
        </IconButton>
      )}
      {entries.length > 0 && (
        <DropDown
          align="end"
          trigger={
            <IconButton small label={t('message.actions')}>
              <MoreHorizontal aria-hidden="true" className="size-4" />
            </IconButton>
          }
        >
          {entries.map(({ key, icon, act }) => (
            <MenuItem key={key} icon={icon} onClick={act}>
              {t(`message.${key}`)}
            </MenuItem>
          ))}
        </DropDown>
      )}
    </div>
  )
}
