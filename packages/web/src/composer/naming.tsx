// Completes names after an @ in the field: a list above it, while the keyboard stays in the field.

import type { ConversationDetails } from '@sotto/client'
import { everyone } from '@sotto/wire'
import clsx from 'clsx'
import { Users } from 'lucide-react'
import { type KeyboardEvent, type RefObject, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../engine/use-account.ts'
import { useTopic } from '../engine/use-topic.ts'
import { PersonAvatar } from '../profile/person-avatar.tsx'
import { type Candidate, candidates, named, namingAt } from './mention-at.ts'

export type Room = Pick<ConversationDetails, 'kind' | 'members'>

type Options = {
  readonly room: Room
  readonly text: string
  readonly field: RefObject<HTMLTextAreaElement | null>
  readonly onText: (text: string) => void
}

export type Naming = {
  readonly id: string
  readonly found: readonly Candidate[]
  readonly at: number
  readonly take: (candidate: Candidate) => void
  /** The caret has moved. */
  readonly look: () => void
  /** True where the key was for the list. */
  readonly press: (event: KeyboardEvent) => boolean
}

export function useNaming({ room, text, field, onText }: Options): Naming {
  const id = useId()
  const own = useAccount().account
  const names = useTopic('names', undefined) ?? []
  const [caret, setCaret] = useState(0)
  const [at, setAt] = useState(0)
  /** Where the list was closed. */
  const [closed, setClosed] = useState<number>()
  const naming = namingAt(text, caret)
  const isOpen = naming !== undefined && naming.start !== closed
  const { members, kind } = room
  const found = isOpen ? candidates(naming.written, { own, members, names, isGroup: kind === 'group' }) : []
  const chosen = Math.min(at, found.length - 1)

  function take({ account }: Candidate) {
    if (naming === undefined) return
    const done = named(text, naming, account)
    onText(done.text)
    setCaret(done.caret)
    requestAnimationFrame(() => {
      field.current?.focus()
      field.current?.setSelectionRange(done.caret, done.caret)
    })
  }
  function press(event: KeyboardEvent): boolean {
    const candidate = found[chosen]
    if (candidate === undefined || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey)
      return false
    if (event.key === 'ArrowDown') setAt((chosen + 1) % found.length)
    else if (event.key === 'ArrowUp') setAt((chosen + found.length - 1) % found.length)
    else if (event.key === 'Enter' || event.key === 'Tab') take(candidate)
    else if (event.key === 'Escape') setClosed(naming?.start)
    else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }
  const look = () => {
    setCaret(field.current?.selectionStart ?? 0)
    setAt(0)
  }
  return { id, found, at: chosen, take, look, press }
}

export function NamingList({ naming: { id, found, at, take } }: { readonly naming: Naming }) {
  const { t } = useTranslation()
  if (found.length === 0) return null
  return (
    <div
      id={id}
      role="listbox"
      aria-label={t('mentions.suggestions')}
      className="absolute inset-x-0 bottom-full z-20 mb-1 rounded-lg bg-raised p-1 shadow-pop"
    >
      {found.map((one, index) => (
        <div
          key={one.account}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          onMouseDown={(event) => {
            event.preventDefault()
            take(one)
          }}
          className={clsx(
            'flex min-h-10 cursor-pointer items-center gap-2.5 rounded-md px-2 text-sm',
            index === at && 'bg-selected',
          )}
        >
          {one.account === everyone ? (
            <Users aria-hidden="true" className="size-5 text-ink-quiet" />
          ) : (
            <PersonAvatar account={one.account} size="sm" />
          )}
          <bdi className="truncate font-medium">{one.name === '' ? one.account : one.name}</bdi>
          <span className="truncate text-ink-quiet">
            {one.account === everyone ? t('mentions.everyoneNote') : one.name !== '' && `@${one.account}`}
          </span>
        </div>
      ))}
    </div>
  )
}
