// The parts of the settings as a list: at the side where there is room, and a page of its own where there is none.

import { Link } from '@tanstack/react-router'
import clsx from 'clsx'
import { ArrowLeft, ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { arrowKeys } from '../ui/arrow-navigation.ts'
import { iconLink } from '../ui/icon-link.ts'
import { type Part, parts } from './parts.ts'

type Props = {
  /** Beside the list, where there is room. */
  readonly shown: Part
  /** The page, rather than what stands beside it. */
  readonly alone: boolean
}

export function PartsList({ shown, alone }: Props) {
  const { t } = useTranslation()
  return (
    <nav
      ref={arrowKeys}
      aria-label={t('settings.title')}
      className={clsx(
        'min-h-0 w-full flex-col panel:flex panel:w-60 panel:shrink-0 panel:border-e panel:border-line',
        alone ? 'flex' : 'hidden',
      )}
    >
      <header className="flex h-15 shrink-0 items-center gap-2 border-b border-line px-2 wide:px-6 panel:border-transparent">
        <Link to="/" aria-label={t('common.back')} className={`${iconLink} wide:hidden`}>
          <ArrowLeft aria-hidden="true" className="size-5" />
        </Link>
        <h1 className="text-base font-semibold">{t('settings.title')}</h1>
      </header>
      <ul className="flex min-h-0 flex-col gap-0.5 overflow-y-auto p-2 wide:px-3">
        {parts.map((part) => (
          <li key={part.path}>
            <PartLink part={part} shown={part === shown} />
          </li>
        ))}
      </ul>
    </nav>
  )
}

function PartLink({ part: { path, icon: Icon }, shown }: { readonly part: Part; readonly shown: boolean }) {
  const { t } = useTranslation()
  return (
    <Link
      to="/settings/$part"
      params={{ part: path }}
      data-nav
      data-part={path}
      className={clsx(
        'flex items-center gap-3 rounded-md px-3 py-2.5 outline-offset-[-2px] transition-colors hover:bg-hover panel:py-2',
        shown && 'panel:bg-selected panel:hover:bg-selected',
      )}
    >
      <Icon aria-hidden="true" className="size-5 shrink-0 text-ink-quiet" />
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{t(`settings.parts.${path}.name`)}</span>
        <span className="block text-sm text-ink-quiet panel:hidden">{t(`settings.parts.${path}.text`)}</span>
      </span>
      <ChevronRight aria-hidden="true" className="size-4 shrink-0 text-ink-quiet panel:hidden" />
    </Link>
  )
}
