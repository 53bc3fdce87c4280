// Buttons: one shape in four weights, and a square one for an icon alone, which must carry a label.

import { Button as BaseButton } from '@base-ui/react/button'
import clsx from 'clsx'
import type { ComponentProps, ReactNode } from 'react'

type Tone = 'primary' | 'plain' | 'quiet' | 'danger' | 'danger-quiet'

const tones: Record<Tone, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover',
  plain: 'bg-surface text-ink border border-line hover:bg-hover',
  quiet: 'text-ink-soft hover:bg-hover hover:text-ink',
  danger: 'bg-danger text-surface hover:bg-danger-hover',
  'danger-quiet': 'text-danger-text hover:bg-danger-soft',
}

type Props = Omit<ComponentProps<typeof BaseButton>, 'className' | 'children'> & {
  readonly tone?: Tone
  readonly wide?: boolean
  readonly busy?: boolean
  readonly small?: boolean
  readonly className?: string
  readonly children: ReactNode
}

export function Button({ tone = 'plain', wide, busy, small, className, disabled, children, ...rest }: Props) {
  return (
    <BaseButton
      {...rest}
      disabled={disabled === true || busy === true}
      aria-busy={busy}
      focusableWhenDisabled={busy === true}
      className={clsx(
        'inline-flex shrink-0 items-center justify-center gap-2 rounded-md font-medium transition-colors select-none',
        'data-disabled:opacity-55 data-disabled:pointer-events-none',
        small === true ? 'min-h-8 px-3 text-sm' : 'min-h-10 px-4 text-base',
        wide === true && 'w-full',
        tones[tone],
        className,
      )}
    >
      {children}
    </BaseButton>
  )
}

type IconProps = Omit<ComponentProps<typeof BaseButton>, 'className' | 'children' | 'aria-label'> & {
  readonly label: string
  readonly tone?: 'quiet' | 'primary' | 'danger-quiet'
  readonly small?: boolean
  readonly className?: string
  readonly children: ReactNode
}

export function IconButton({ label, tone = 'quiet', small, className, children, ...rest }: IconProps) {
  return (
    <BaseButton
      {...rest}
      aria-label={label}
      title={label}
      className={clsx(
        'inline-grid shrink-0 place-items-center rounded-md transition-colors',
        'data-disabled:opacity-45 data-disabled:pointer-events-none',
        small === true ? 'size-8' : 'size-10',
        tones[tone],
        className,
      )}
    >
      {children}
    </BaseButton>
  )
}
