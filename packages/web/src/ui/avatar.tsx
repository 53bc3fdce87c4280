// A round (person) or rounded (group) mark with initials, its colour always the same for a name.

import clsx from 'clsx'
import { Users } from 'lucide-react'
import type { CSSProperties } from 'react'
import { hueOf, initialsOf } from '../text/names.ts'
import { PresenceDot, type PresenceShown } from './presence-dot.tsx'

type Props = {
  readonly name: string
  readonly group?: boolean
  readonly presence?: PresenceShown | undefined
  readonly size?: 'xs' | 'sm' | 'md' | 'lg'
}

const sizes = {
  xs: 'size-6 text-[0.625rem]',
  sm: 'size-8 text-xs',
  md: 'size-11 text-base',
  lg: 'size-20 text-2xl',
} as const

/** Where the dot sits on the edge of the round. */
const dots = {
  xs: '-right-0.5 -bottom-0.5',
  sm: '-right-0.5 -bottom-0.5',
  md: 'right-0 bottom-0',
  lg: 'right-1 bottom-1',
} as const

export const hueStyle = (name: string) => ({ '--hue': hueOf(name) }) as CSSProperties

/** Decorative: the name stands beside it wherever it is used. */
export function Avatar({ name, group, presence, size = 'md' }: Props) {
  return (
    <span className="relative inline-block shrink-0" aria-hidden="true">
      <span
        style={hueStyle(name)}
        className={clsx(
          'avatar-hue grid place-items-center font-semibold tracking-tight select-none',
          group === true ? 'rounded-[32%]' : 'rounded-full',
          sizes[size],
        )}
      >
        {group === true ? <Users className="size-[45%]" /> : initialsOf(name)}
      </span>
      {presence !== undefined && (
        <span className={clsx('absolute', dots[size])}>
          <PresenceDot presence={presence} size={size} />
        </span>
      )}
    </span>
  )
}
