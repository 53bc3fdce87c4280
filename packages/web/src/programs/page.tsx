// The frame of the pages on which something from outside asks for the account.

import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { iconLink } from '../ui/icon-link.ts'

type Props = { readonly title: string; readonly children: ReactNode }

export function Page({ title, children }: Props) {
  const { t } = useTranslation()
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="flex h-15 shrink-0 items-center gap-2 border-b border-line px-2 wide:px-6">
        <Link to="/" aria-label={t('common.back')} className={`${iconLink} wide:hidden`}>
          <ArrowLeft aria-hidden="true" className="size-5" />
        </Link>
        <h1 className="text-base font-semibold">{title}</h1>
      </header>
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
        <div className="mx-auto flex w-full max-w-md flex-1 flex-col gap-5 px-5 py-6 wide:px-6">
          {children}
        </div>
      </div>
    </div>
  )
}
