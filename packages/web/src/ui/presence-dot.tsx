// Who is here: a filled dot, a half-hearted one, or none. Shape differs too, not colour alone.

import type { PersonSnapshot } from '@sotto/client'
import clsx from 'clsx'

export type PresenceShown = PersonSnapshot['presence']

type Props = { readonly presence: PresenceShown; readonly large?: boolean }

/** Decorative; the words for it are in `presenceKey`. */
export function PresenceDot({ presence, large }: Props) {
  if (presence === 'offline') return null
  return (
    <span
      aria-hidden="true"
      className={clsx(
        'block rounded-full ring-2 ring-surface',
        large === true ? 'size-4' : 'size-3',
        presence === 'online' ? 'bg-good' : 'border-[3px] border-away bg-surface',
      )}
    />
  )
}
