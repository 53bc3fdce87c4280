// Not to be disturbed: for a time, or until it is turned off, on all devices.

import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { Button } from '../ui/button.tsx'
import { FormError } from '../ui/form-error.tsx'
import { quietTimes, quietUntil } from './quiet-times.ts'
import { useQuietWords } from './use-quiet-words.ts'

export function DoNotDisturb() {
  const { t } = useTranslation()
  const { run, failure } = useCommand('choose')
  const words = useQuietWords()
  return (
    <div className="flex flex-col gap-4 rounded-lg border border-line p-4">
      <div role="status">
        {words !== undefined && <p className="font-medium">{words}</p>}
        <p className="text-sm text-ink-soft">{t('notices.quietText')}</p>
      </div>
      <div className="flex flex-wrap gap-2">
        {words === undefined ? (
          quietTimes.map((time) => (
            <Button key={time} small onClick={() => void run({ quietUntil: quietUntil(time, Date.now()) })}>
              {t(`notices.quietFor.${time}`)}
            </Button>
          ))
        ) : (
          <Button small onClick={() => void run({ quietUntil: 'off' })}>
            {t('notices.turnOff')}
          </Button>
        )}
      </div>
      <FormError text={failure?.message} />
    </div>
  )
}
