// Beside a conversation (on a phone, instead of it): a title, a way to close it, and whatever it is about.

import type { ConversationId, MessageId } from '@sotto/wire'
import { Link, useNavigate } from '@tanstack/react-router'
import { ArrowLeft, X } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { iconLink } from '../ui/icon-link.ts'

type Props = {
  readonly conversation: ConversationId
  readonly title: string
  /** Came from the details, and goes back there. */
  readonly back?: boolean
  readonly children: ReactNode
}

export function PanelFrame({ conversation, title, back, children }: Props) {
  const { t } = useTranslation()
  const close = useRef<HTMLAnchorElement>(null)
  useCloseOnEscape(conversation)
  // Where the panel takes the place of the conversation, what opened it is gone.
  useEffect(() => {
    const opener = document.activeElement
    if (opener instanceof HTMLElement && !opener.checkVisibility()) close.current?.focus()
  }, [])
  return (
    <aside
      aria-label={title}
      className="flex min-h-0 w-full flex-col overflow-y-auto bg-surface panel:w-80 panel:shrink-0 panel:border-s panel:border-line"
    >
      <header className="flex h-15 shrink-0 items-center gap-1 ps-5 pe-3">
        {back === true && (
          <Link
            to="/c/$conversation"
            params={{ conversation }}
            search={(before) => ({ ...before, panel: 'details' })}
            aria-label={t('common.back')}
            className={`${iconLink} -ms-3`}
          >
            <ArrowLeft aria-hidden="true" className="size-5" />
          </Link>
        )}
        <h1 className="flex-1 text-base font-semibold">{title}</h1>
        <Link
          ref={close}
          to="/c/$conversation"
          params={{ conversation }}
          search={(before) => ({ ...before, panel: undefined })}
          aria-label={t('common.close')}
          className={iconLink}
        >
          <X aria-hidden="true" className="size-5" />
        </Link>
      </header>
      <div className="mx-auto flex w-full max-w-md flex-col gap-6 px-5 pb-6">{children}</div>
    </aside>
  )
}

/** Escape closes the panel, unless something nearer wants it: a dialog, or a field. */
function useCloseOnEscape(conversation: ConversationId): void {
  const navigate = useNavigate()
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.key !== 'Escape' || event.defaultPrevented || isTaken(event.target)) return
      const search = (before: { readonly at?: MessageId | undefined }) => ({ ...before, panel: undefined })
      void navigate({ to: '/c/$conversation', params: { conversation }, search })
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [navigate, conversation])
}

function isTaken(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return true
  return document.querySelector('[role="dialog"], [role="alertdialog"]') !== null
}
