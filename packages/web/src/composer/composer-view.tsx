// Where a message is written: grows with its text, sends on Enter, says when it gets too long. It only
// draws and reports. Without autocomplete the browser leaves the text out of its own session files.

import clsx from 'clsx'
import { Check, SendHorizontal, Smile } from 'lucide-react'
import type { KeyboardEvent, ReactNode, RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { EmojiButton } from '../emoji/emoji-button.tsx'
import { IconButton } from '../ui/button.tsx'
import { LengthNote } from './length-note.tsx'
import { NamingList, type Room, useNaming } from './naming.tsx'
import { roomFor } from './room.ts'
import type { Subject } from './subject.ts'
import { SubjectBar } from './subject-bar.tsx'

type Props = {
  readonly name: string
  /** Who can be named. */
  readonly room: Room
  readonly text: string
  readonly subject: Subject | undefined
  readonly problem: string | undefined
  readonly field: RefObject<HTMLTextAreaElement | null>
  /** What else there is to choose for it, beside the emoji. */
  readonly choices?: ReactNode
  readonly onText: (text: string) => void
  /** The field is left. */
  readonly onLeave?: () => void
  readonly onSend: () => void
  /** Nothing more is written about the subject. */
  readonly onCancel: () => void
}

export function ComposerView(props: Props) {
  const { name, text, subject, problem, field, onText, onSend, onCancel } = props
  const { t } = useTranslation()
  const left = roomFor(text)
  const sendable = text.trim() !== '' && left >= 0
  const naming = useNaming({ room: props.room, text, field, onText })

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.nativeEvent.isComposing || naming.press(event)) return
    if (event.key === 'Escape' && subject !== undefined) {
      event.stopPropagation()
      onCancel()
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
      <div className="relative rounded-lg border border-line-strong bg-surface transition-shadow focus-within:border-focus focus-within:ring-3 focus-within:ring-focus/20">
        <NamingList naming={naming} />
        {subject !== undefined && <SubjectBar subject={subject} onCancel={onCancel} />}
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
              aria-controls={naming.found.length > 0 ? naming.id : undefined}
              aria-activedescendant={naming.found.length > 0 ? `${naming.id}-${naming.at}` : undefined}
              onChange={(event) => {
                onText(event.target.value)
                naming.look()
              }}
              onSelect={naming.look}
              onKeyDown={onKeyDown}
              onBlur={props.onLeave}
              className="resize-none bg-transparent outline-none"
            />
          </div>
          {props.choices}
          <InsertEmoji onPick={insert} field={field} />
          <SendButton saves={subject?.kind === 'edit'} disabled={!sendable} />
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
        <LengthNote room={left} />
      </div>
    </form>
  )
}

type InsertProps = Pick<Props, 'field'> & { readonly onPick: (emoji: string) => void }

function InsertEmoji({ field, onPick }: InsertProps) {
  const { t } = useTranslation()
  return (
    <EmojiButton
      trigger={
        <IconButton label={t('emoji.open')}>
          <Smile aria-hidden="true" className="size-5" />
        </IconButton>
      }
      onPick={onPick}
      after={() => field.current}
    />
  )
}

function SendButton({ saves, disabled }: { readonly saves: boolean; readonly disabled: boolean }) {
  const { t } = useTranslation()
  const Icon = saves ? Check : SendHorizontal
  return (
    <IconButton
      label={saves ? t('message.save') : t('composer.send')}
      type="submit"
      tone="primary"
      disabled={disabled}
    >
      <Icon aria-hidden="true" className="size-4.5" />
    </IconButton>
  )
}
