// What stands where nothing is yet: a mark, what this place is for, and the next step.

import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

type Props = {
  readonly icon: LucideIcon
  readonly title: string
  readonly text: ReactNode
  /** Whether it is the whole page. */
  readonly page?: boolean
  readonly children?: ReactNode
}

export function EmptyState({ icon: Icon, title, text, page, children }: Props) {
  const Title = page === true ? 'h1' : 'h2'
  return (
    <div className="m-auto flex max-w-sm flex-col items-center gap-2 p-6 text-center">
      <span className="mb-2 grid size-14 place-items-center rounded-[32%] bg-accent-soft text-accent-text">
        <Icon aria-hidden="true" className="size-6.5" />
      </span>
      <Title className="text-lg font-semibold">{title}</Title>
      <p className="text-base text-ink-quiet">{text}</p>
      {children !== undefined && <div className="mt-3 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  )
}
