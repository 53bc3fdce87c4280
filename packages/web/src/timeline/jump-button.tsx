// The way back to the newest message, with how many came meanwhile.

import { ArrowDown } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { FloatingButton } from './floating-button.tsx'

type Props = { readonly count: number; readonly onJump: () => void }

export function JumpButton({ count, onJump }: Props) {
  const { t } = useTranslation()
  const label = count === 0 ? t('timeline.jump') : t('timeline.jumpNew', { count })
  return (
    <FloatingButton label={label} count={count} onClick={onJump} place="end" className="text-ink-soft">
      <ArrowDown aria-hidden="true" className="size-5" />
    </FloatingButton>
  )
}
