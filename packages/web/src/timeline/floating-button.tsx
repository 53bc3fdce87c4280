// A round button above the messages, with how many it is about. It lies inside what scrolls, so that a wheel turned over it
// turns the messages.

import clsx from 'clsx'
import type { ReactNode } from 'react'

type Props = {
  readonly label: string
  /** Shown where it is not 0. */
  readonly count: number
  readonly onClick: () => void
  /** At the end of what scrolls, or above the one that is there. */
  readonly place: 'end' | 'above'
  readonly className: string
  readonly children: ReactNode
}

export function FloatingButton({ label, count, onClick, place, className, children }: Props) {
  return (
    <div
      className={clsx(
        'pointer-events-none sticky z-10 -mt-14 flex h-14 shrink-0 items-start justify-end pe-5',
        place === 'end' ? 'bottom-0' : 'bottom-14',
      )}
    >
      <button
        type="button"
        aria-label={label}
        title={label}
        onClick={onClick}
        className={clsx(
          'pointer-events-auto relative grid size-10 animate-settle place-items-center rounded-full bg-raised shadow-pop hover:text-ink',
          className,
        )}
      >
        {children}
        {count > 0 && (
          <span
            aria-hidden="true"
            className="absolute -top-1.5 -right-1 min-w-5 rounded-full bg-accent px-1.5 text-center text-xs leading-5 font-semibold text-on-accent"
          >
            {count > 99 ? '99+' : count}
          </span>
        )}
      </button>
    </div>
  )
}
