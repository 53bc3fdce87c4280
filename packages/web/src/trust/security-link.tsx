// From the details to who can read here.

import type { ConversationId } from '@sotto/wire'
import { Link } from '@tanstack/react-router'
import { ShieldCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'

export function SecurityLink({ conversation }: { readonly conversation: ConversationId }) {
  const { t } = useTranslation()
  return (
    <Link
      to="/c/$conversation"
      params={{ conversation }}
      search={(before) => ({ ...before, panel: 'security' })}
      className="-mx-4 flex min-h-10 items-center gap-2 rounded-md px-4 text-base font-medium text-ink-soft transition-colors hover:bg-hover hover:text-ink"
    >
      <ShieldCheck aria-hidden="true" className="size-4" />
      {t('security.title')}
    </Link>
  )
}
