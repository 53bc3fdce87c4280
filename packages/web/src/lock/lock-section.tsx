// The app lock in the settings: whether it is on, when it locks by itself, and locking now.

import { LockKeyhole } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { useTopic } from '../engine/use-topic.ts'
import { Button } from '../ui/button.tsx'
import { LockDialog } from './lock-dialog.tsx'
import { MinutesPicker } from './minutes-picker.tsx'
import { UnlockForGood } from './unlock-for-good.tsx'

type Open = 'set' | 'remove'

export function LockSection() {
  const { t } = useTranslation()
  const lock = useTopic('lock', undefined)
  const [open, setOpen] = useState<Open>()
  const now = useCommand('lock')
  const after = useCommand('lockAfter')
  if (lock === undefined) return null
  const close = () => setOpen(undefined)
  return (
    <div className="flex flex-col gap-4 rounded-lg border border-line p-4">
      <div className="flex items-start gap-3">
        <LockKeyhole aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-ink-quiet" />
        <div className="flex min-w-0 flex-1 flex-col">
          <p className="font-medium">{lock.on ? t('lock.isOn') : t('lock.isOff')}</p>
          <p className="text-sm text-ink-soft">{lock.on ? t('lock.onText') : t('lock.offText')}</p>
        </div>
      </div>
      {lock.on && (
        <MinutesPicker
          minutes={lock.afterMinutes}
          onMinutes={(afterMinutes) => void after.run({ afterMinutes })}
        />
      )}
      <div className="flex flex-wrap gap-2">
        {lock.on && (
          <Button tone="primary" busy={now.busy} onClick={() => void now.run()}>
            {t('lock.now')}
          </Button>
        )}
        <Button onClick={() => setOpen('set')}>{lock.on ? t('lock.change') : t('lock.turnOn')}</Button>
        {lock.on && <Button onClick={() => setOpen('remove')}>{t('lock.turnOff')}</Button>}
      </div>
      {open === 'set' && <LockDialog lock={lock} onClose={close} />}
      {open === 'remove' && <UnlockForGood onClose={close} />}
    </div>
  )
}
