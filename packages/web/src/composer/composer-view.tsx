// Where a message is written: grows with its text, sends on Enter, says when it gets too long. It only
// draws and reports. Without autocomplete the browser leaves the text out of its own session files.

import clsx from 'clsx'
import { CornerUpLeft, SendHorizontal, Smile, X } from 'lucide-react'
import type { KeyboardEvent, RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { EmojiButton } from '../emoji/emoji-button.tsx'
import type { Quoted } from '../timeline/quote.tsx'
import { IconButton } from '../ui/button.tsx'
import { LengthNote } from './length-note.tsx'
import { roomFor } from './room.ts'

type Props = {
  readonly name: string
  readonly text: string
  readonly replyTo: Quoted | undefined
  readonly problem: string | undefined
  readonly field: RefObject<HTMLTextAreaElement | null>
  readonly onText: (text: string) => void
  /** The field is left. */
  readonly onLeave: () => void
  readonly onSend: () => void
  readonly onCancelReply: () => void
}

export function ComposerView(props: Props) {
  const { name, text, replyTo, problem, field, onText, onSend, onCancelReply } = props
  const { t } = useTranslation()
  const room = roomFor(text)
  const sendable = text.trim() !== '' && room >= 0

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape' && replyTo !== undefined) {
      event.stopPropagation()
      onCancelReply()
    }
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    if (sendable) onSend()
  }

  /** Where the caret is, in place of what is selected. */
  function insert(emoji: string) {
    const { current } = field
    if (current === null) return
    current.setRangeText(emoji, current.selectionStart, current.selectionEnd, 'end')
    onText(current.value)
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (sendable) onSend()
      }}
      className="mx-auto w-full max-w-3xl shrink-0 px-3 pb-3 wide:px-5 wide:pb-4"
    >
      {problem !== undefined && (
        <p role="alert" className="px-1 pb-1.5 text-sm text-danger-text">
          {problem}
        </p>
      )}
      <div className="rounded-lg border border-line-strong bg-surface transition-shadow focus-within:border-focus focus-within:ring-3 focus-within:ring-focus/20">
        {replyTo !== undefined && <ReplyBar replyTo={replyTo} onCancel={onCancelReply} />}
        <div className="flex items-end gap-1 p-1">
          <div data-text={text} className="grows min-w-0 flex-1">
            <textarea
              ref={field}
              rows={1}
              dir="auto"
              autoComplete="off"
              aria-label={t('composer.label', { name })}
              placeholder={t('composer.placeholder', { name })}
              enterKeyHint="send"
              value={text}
              onChange={(event) => onText(event.target.value)}
              onKeyDown={onKeyDown}
              onBlur={props.onLeave}
              className="resize-none bg-transparent outline-none"
            />
          </div>
          <EmojiButton
            trigger={
              <IconButton label={t('emoji.open')} className="hidden wide:inline-grid">
                <Smile aria-hidden="true" className="size-5" />
              </IconButton>
            }
            onPick={(emoji) => insert(emoji)}
            after={() => field.current}
          />
          <IconButton label={t('composer.send')} type="submit" tone="primary" disabled={!sendable}>
            <SendHorizontal aria-hidden="true" className="size-4.5" />
          </IconButton>
        </div>
      </div>
      <div className="flex justify-between gap-4 px-1 text-xs wide:min-h-5 wide:pt-1 text-ink-quiet">
        <p
          className={clsx(
            'hidden items-center gap-3 transition-opacity wide:flex',
            text === '' && 'opacity-0',
          )}
        >
          <span className="font-mono">{t('composer.hint')}</span>
          <span>{t('composer.newLine')}</span>
        </p>
        <LengthNote room={room} />
      </div>
    </form>
  )
}

type ReplyProps = { readonly replyTo: Quoted; readonly onCancel: () => void }

function ReplyBar({ replyTo, onCancel }: ReplyProps) {
  const { t } = useTranslation()
  const name = replyTo.mine ? t('common.youInside') : replyTo.from
  return (
    <div className="flex items-center gap-2 border-b border-line py-1.5 ps-3 pe-1.5">
      <CornerUpLeft aria-hidden="true" className="size-4 shrink-0 text-accent-text" />
      <p className="min-w-0 flex-1 text-sm">
        <span className="block font-semibold">{t('composer.replyTo', { name })}</span>
        <span className="block truncate text-ink-quiet">{replyTo.text}</span>
      </p>
      <IconButton small label={t('composer.cancelReply')} onClick={onCancel}>
        <X aria-hidden="true" className="size-4" />
      </IconButton>
    </div>
  )
}
