// Whether this browser shows notifications, why not, and the switch where there is one.

import { Bell, BellOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button.tsx'
import { usePermission } from './use-permission.ts'

export function DesktopControl() {
  const { t } = useTranslation()
  const { state, turnOn, turnOff } = usePermission()
  if (state === undefined) return null
  const Icon = state === 'on' ? Bell : BellOff
  return (
    <div className="flex flex-col gap-4 rounded-lg border border-line p-4">
      <div className="flex items-start gap-3" role="status">
        <Icon aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-ink-quiet" />
        <div className="flex min-w-0 flex-1 flex-col">
          <p className="font-medium">{t(`notices.states.${state}`)}</p>
          <p className="text-sm text-ink-soft">{t(`notices.texts.${state}`)}</p>
        </div>
      </div>
      {(state === 'ask' || state === 'off') && (
        <Button tone="primary" className="self-start" onClick={turnOn}>
          {t('notices.turnOn')}
        </Button>
      )}
      {state === 'on' && (
        <Button className="self-start" onClick={turnOff}>
          {t('notices.turnOff')}
        </Button>
      )}
    </div>
  )
}
