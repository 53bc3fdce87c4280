// Who is here: a filled dot, a half-hearted one, or none. Shape differs too, not colour alone.

import type { PersonSnapshot } from '@sotto/client'
import clsx from 'clsx'

export type PresenceShown = PersonSnapshot['presence']

/** The border is the ring that stands for being away. */
const sizes = {
  xs: 'size-2 border-2',
  sm: 'size-2.5 border-2',
  md: 'size-3 border-[3px]',
  lg: 'size-4 border-4',
} as const

type Props = { readonly presence: PresenceShown; readonly size: keyof typeof sizes }

/** Decorative; the words for it are in `presenceKey`. */
export function PresenceDot({ presence, size }: Props) {
  if (presence === 'offline') return null
  return (
    <span
      aria-hidden="true"
      className={clsx(
        'block rounded-full ring-2 ring-surface',
        sizes[size],
        presence === 'online' ? 'border-good bg-good' : 'border-away bg-surface',
      )}
    />
  )
}
