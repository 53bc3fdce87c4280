// Beside a conversation: who is in it, how to be sure of them, and what can be done about it.

import type { ConversationDetails } from '@sotto/client'
import type { ConversationId, MessageId } from '@sotto/wire'
import { Link, useNavigate } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { otherOf } from '../conversation/other-of.ts'
import { usePresenceWords } from '../conversation/use-presence-words.ts'
import { useAccount } from '../engine/use-account.ts'
import { Avatar } from '../ui/avatar.tsx'
import { iconLink } from '../ui/icon-link.ts'
import { BlockControl } from './block-control.tsx'
import { LeaveControl } from './leave-control.tsx'
import { MemberList } from './member-list.tsx'
import { RenameControl } from './rename-control.tsx'
import { SafetyNumber } from './safety-number.tsx'

export default function DetailsPanel({ details }: { readonly details: ConversationDetails }) {
  const { t } = useTranslation()
  const { account } = useAccount()
  const { conversation, name, kind } = details
  const other = otherOf(details, account)
  const close = useRef<HTMLAnchorElement>(null)
  useCloseOnEscape(conversation)
  // Where the panel takes the place of the conversation, what opened it is gone.
  useEffect(() => {
    const opener = document.activeElement
    if (opener instanceof HTMLElement && !opener.checkVisibility()) close.current?.focus()
  }, [])
  return (
    <aside
      aria-label={t('conversation.details')}
      className="flex min-h-0 w-full flex-col overflow-y-auto bg-surface panel:w-80 panel:shrink-0 panel:border-s panel:border-line"
    >
      <header className="flex h-15 shrink-0 items-center justify-between ps-5 pe-3">
        <h1 className="text-base font-semibold">{t('details.title')}</h1>
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
      <div className="mx-auto flex w-full max-w-md flex-col gap-6 px-5 pb-6">
        <div className="flex flex-col items-center gap-2 pt-2 text-center">
          <Avatar name={name} group={kind === 'group'} size="lg" presence={other?.presence} />
          <p className="mt-1 text-xl font-semibold tracking-tight [overflow-wrap:anywhere]">{name}</p>
          <p className="text-sm text-ink-quiet">
            {kind === 'group' && t('conversation.members', { count: details.members.length })}
            {other !== undefined && <PresenceWords presence={other.presence} />}
          </p>
        </div>
        {kind === 'group' && details.canManage && <RenameControl details={details} />}
        {details.safetyNumber !== undefined && <SafetyNumber digits={details.safetyNumber} name={name} />}
        {kind === 'group' && <MemberList details={details} />}
        <div className="flex flex-col border-t border-line pt-3">
          {other !== undefined && <BlockControl account={other.account} />}
          {kind === 'group' && details.state === 'active' && <LeaveControl details={details} />}
        </div>
      </div>
    </aside>
  )
}

function PresenceWords({ presence }: { readonly presence: 'online' | 'away' | 'offline' }) {
  return usePresenceWords(presence)
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
