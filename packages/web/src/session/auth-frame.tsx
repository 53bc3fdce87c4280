// The page around signing up and in: on a wide screen the promise stands on the left, the form on the right.

import { CloudOff, KeyRound, Server } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Mark } from '../ui/mark.tsx'

const points = [
  { key: 'sealed', icon: KeyRound },
  { key: 'yours', icon: Server },
  { key: 'offline', icon: CloudOff },
] as const

export function AuthFrame({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <div className="flex h-full overflow-y-auto bg-surface print:block">
      <aside className="hidden w-[42%] max-w-[34rem] shrink-0 flex-col justify-between gap-10 bg-sunken p-12 panel:flex print:hidden">
        <div className="flex items-center gap-3">
          <Mark className="size-9" />
          <span className="text-lg font-semibold tracking-tight">Sotto</span>
        </div>
        <div className="flex flex-col gap-8">
          <p className="text-2xl font-semibold tracking-tight text-balance">{t('welcome.tagline')}</p>
          <ul className="flex flex-col gap-4">
            {points.map(({ key, icon: Icon }) => (
              <li key={key} className="flex items-start gap-3 text-base text-ink-soft">
                <Icon aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-accent-text" />
                {t(`welcome.points.${key}`)}
              </li>
            ))}
          </ul>
        </div>
        <span className="text-sm text-ink-quiet">{window.location.host}</span>
      </aside>
      <main className="flex min-h-full flex-1 px-5 py-10 print:block print:p-0">
        <div className="m-auto flex w-full max-w-sm flex-col gap-6 print:max-w-none">
          <Mark className="size-11 panel:hidden print:hidden" />
          {children}
        </div>
      </main>
    </div>
  )
}
