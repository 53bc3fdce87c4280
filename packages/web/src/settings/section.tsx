// One thing of several in a part of the settings.

import type { ReactNode } from 'react'

type Props = { readonly title: string; readonly children: ReactNode }

export function Section({ title, children }: Props) {
  return (
    <section aria-label={title} className="flex flex-col gap-3">
      <h2 className="text-sm font-semibold text-ink-quiet">{title}</h2>
      {children}
    </section>
  )
}
