// The settings: a list of parts, and the part that the address names. Without one it is the first, beside the list;
// where there is no room for both, the list.

import { Link, Navigate, useParams } from '@tanstack/react-router'
import clsx from 'clsx'
import { ArrowLeft } from 'lucide-react'
import { type RefObject, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { iconLink } from '../ui/icon-link.ts'
import { type Part, partAt, parts } from './parts.ts'
import { PartsList } from './parts-list.tsx'

export default function SettingsScreen() {
  const asked: string | undefined = useParams({ strict: false }).part
  const screen = useFocusFollows(asked)
  const part = asked === undefined ? parts[0] : partAt(asked)
  if (part === undefined) return <Navigate to="/settings" replace />
  return (
    <div ref={screen} className="flex min-h-0 flex-1">
      <PartsList shown={part} alone={asked === undefined} />
      <PartPage key={part.path} part={part} alone={asked !== undefined} />
    </div>
  )
}

type PageProps = { readonly part: Part; readonly alone: boolean }

function PartPage({ part: { path, Body }, alone }: PageProps) {
  const { t } = useTranslation()
  const title = t(`settings.parts.${path}.name`)
  return (
    <section
      aria-label={title}
      className={clsx('min-h-0 min-w-0 flex-1 flex-col panel:flex', alone ? 'flex' : 'hidden')}
    >
      <header className="flex h-15 shrink-0 items-center gap-2 border-b border-line px-2 panel:px-8">
        <Link to="/settings" aria-label={t('settings.back')} className={`${iconLink} panel:hidden`}>
          <ArrowLeft aria-hidden="true" className="size-5" />
        </Link>
        <h1 data-title tabIndex={-1} className="text-base font-semibold outline-none">
          {title}
        </h1>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-xl flex-col gap-9 px-5 py-6 wide:px-6 panel:mx-0 panel:max-w-[40rem] panel:px-8">
          <Body />
        </div>
      </div>
    </section>
  )
}

/** Where list and part take each other's place, the focus goes along, instead of staying with what can't be seen. */
function useFocusFollows(part: string | undefined): RefObject<HTMLDivElement | null> {
  const screen = useRef<HTMLDivElement>(null)
  const before = useRef(part)
  useEffect(() => {
    const from = before.current
    before.current = part
    if (from === part || isSeen(document.activeElement)) return
    const place = part === undefined ? `[data-part="${from}"]` : '[data-title]'
    screen.current?.querySelector<HTMLElement>(place)?.focus()
  }, [part])
  return screen
}

const isSeen = (element: Element | null): boolean =>
  element !== null && element !== document.body && element.getClientRects().length > 0
