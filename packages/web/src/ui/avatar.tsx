// A round (person) or rounded (group) mark with initials, its colour always the same for a name.

import clsx from 'clsx'
import { Users } from 'lucide-react'
import type { CSSProperties } from 'react'
import { hueOf, initialsOf } from '../text/names.ts'
import { PresenceDot, type PresenceMark } from './presence-dot.tsx'

type Props = {
  readonly name: string
  readonly group?: boolean
  /** What the hue follows, where it is not the name. */
  readonly hueOf?: string
  /** The address of a picture, in the place of the initials. */
  readonly picture?: string | undefined
  readonly presence?: PresenceMark | undefined
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
export function Avatar({ name, group, hueOf: hue = name, picture, presence, size = 'md' }: Props) {
  return (
    <span className="relative inline-block shrink-0" aria-hidden="true">
      <span
        style={hueStyle(hue)}
        className={clsx(
          'avatar-hue grid place-items-center overflow-hidden font-semibold tracking-tight select-none',
          group === true ? 'rounded-[32%]' : 'rounded-full',
          sizes[size],
        )}
      >
        <Face name={name} group={group === true} picture={picture} />
      </span>
      {presence !== undefined && (
        <span className={clsx('absolute', dots[size])}>
          <PresenceDot presence={presence} size={size} />
        </span>
      )}
    </span>
  )
}

type FaceProps = {
  readonly name: string
  readonly group: boolean
  readonly picture: string | undefined
}

function Face({ name, group, picture }: FaceProps) {
  if (group) return <Users className="size-[45%]" />
  if (picture === undefined) return initialsOf(name)
  return <img src={picture} alt="" draggable={false} className="size-full object-cover" />
}
