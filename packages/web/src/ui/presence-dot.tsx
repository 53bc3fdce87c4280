// Who is here: a filled dot, a ring, one with a bar, or none. Shape differs too, not colour alone.

import type { PersonSnapshot, ShownStatus } from '@sotto/client'
import clsx from 'clsx'

export type PresenceShown = PersonSnapshot['presence']
export type PresenceMark = PresenceShown | 'busy'

/** Nobody who is not here is marked; of who is, what they have chosen counts. */
export function presenceMark(presence: PresenceShown, chosen?: ShownStatus['kind']): PresenceMark {
  if (presence === 'offline' || chosen === undefined || chosen === 'none') return presence
  return chosen
}

/** The border is the ring that stands for being away. */
const sizes = {
  xs: 'size-2 border-2',
  sm: 'size-2.5 border-2',
  md: 'size-3 border-[3px]',
  lg: 'size-4 border-4',
} as const

const looks = {
  online: 'border-good bg-good',
  away: 'border-away bg-surface',
  busy: 'border-danger bg-danger',
} as const

type Props = { readonly presence: PresenceMark; readonly size: keyof typeof sizes }

/** Decorative; the words for it are in `presenceKey`. */
export function PresenceDot({ presence, size }: Props) {
  if (presence === 'offline') return null
  return (
    <span
      aria-hidden="true"
      className={clsx(
        'block rounded-full ring-2 ring-surface',
        sizes[size],
        presence === 'busy' && 'grid place-items-center',
        looks[presence],
      )}
    >
      {presence === 'busy' && <span className="block h-0.5 w-full rounded-full bg-surface" />}
    </span>
  )
}
