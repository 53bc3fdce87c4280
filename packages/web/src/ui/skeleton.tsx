// Grey shapes where something is about to be: a list of rows, a page of bubbles, a block of lines.

import clsx from 'clsx'
import { useTranslation } from 'react-i18next'

const bar = 'rounded-sm bg-skeleton'

function Waiting({
  children,
  className,
}: {
  readonly children: React.ReactNode
  readonly className?: string
}) {
  const { t } = useTranslation()
  return (
    <div role="status" aria-label={t('common.loading')} className={clsx('animate-breathe', className)}>
      {children}
    </div>
  )
}

const rowWidths = ['w-1/3 w-3/5', 'w-2/5 w-4/5', 'w-1/4 w-1/2', 'w-1/3 w-3/4', 'w-2/5 w-2/3', 'w-1/4 w-4/5']

export function RowSkeleton() {
  return (
    <Waiting>
      {rowWidths.map((widths) => (
        <div key={widths} className="flex items-center gap-3 px-3 py-2.5">
          <div className="size-11 shrink-0 rounded-full bg-skeleton" />
          <div className="flex flex-1 flex-col gap-2">
            <div className={clsx(bar, 'h-3.5', widths.split(' ')[0])} />
            <div className={clsx(bar, 'h-3', widths.split(' ')[1])} />
          </div>
        </div>
      ))}
    </Waiting>
  )
}

const bubbles = ['w-48 h-10', 'w-72 h-16', 'w-40 h-10 self-end', 'w-64 h-10', 'w-80 h-16 self-end'] as const

export function BubbleSkeleton() {
  return (
    <Waiting className="mx-auto flex w-full max-w-3xl flex-col gap-3 px-4 py-4">
      {bubbles.map((bubble) => (
        <div key={bubble} className={clsx('max-w-full rounded-xl bg-skeleton', bubble)} />
      ))}
    </Waiting>
  )
}

export function PageSkeleton() {
  return (
    <Waiting className="flex w-full flex-col gap-4 p-6">
      <div className={clsx(bar, 'h-6 w-1/3')} />
      <div className={clsx(bar, 'h-4 w-full max-w-md')} />
      <div className={clsx(bar, 'h-4 w-full max-w-sm')} />
    </Waiting>
  )
}

/** Many small things in rows of eight. */
export function GridSkeleton({ className }: { readonly className: string }) {
  return (
    <Waiting className={className}>
      <div className="h-10 rounded-md bg-skeleton" />
      <div className="mt-4 grid grid-cols-8 gap-2">
        {Array.from({ length: 48 }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they never move
          <div key={at} className="size-7 rounded-md bg-skeleton" />
        ))}
      </div>
    </Waiting>
  )
}
