// The way back to the newest message, with how many came meanwhile. It lies inside what scrolls, so that a
// wheel turned over it turns the messages.

import { ArrowDown } from 'lucide-react'
import { useTranslation } from 'react-i18next'

type Props = { readonly count: number; readonly onJump: () => void }

export function JumpButton({ count, onJump }: Props) {
  const { t } = useTranslation()
  const label = count === 0 ? t('timeline.jump') : t('timeline.jumpNew', { count })
  return (
    <div className="pointer-events-none sticky bottom-0 z-10 -mt-14 flex h-14 shrink-0 items-start justify-end pe-5">
      <button
        type="button"
        aria-label={label}
        title={label}
        onClick={onJump}
        className="pointer-events-auto relative grid size-10 animate-settle place-items-center rounded-full bg-raised text-ink-soft shadow-pop hover:text-ink"
      >
        <ArrowDown aria-hidden="true" className="size-5" />
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
