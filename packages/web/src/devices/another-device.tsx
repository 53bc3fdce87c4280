// The way to the page on which the code of a new device is typed.

import { Link } from '@tanstack/react-router'
import { MonitorUp } from 'lucide-react'
import { useTranslation } from 'react-i18next'

export function AnotherDevice() {
  const { t } = useTranslation()
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-3 rounded-lg border border-line p-4">
      <MonitorUp aria-hidden="true" className="size-5 shrink-0 text-ink-quiet" />
      <span className="min-w-0 flex-1 basis-48 text-sm text-ink-soft">{t('devices.anotherText')}</span>
      <Link
        to="/device"
        className="inline-flex min-h-8 shrink-0 items-center rounded-md border border-line bg-surface px-3 text-sm font-medium hover:bg-hover"
      >
        {t('devices.another')}
      </Link>
    </div>
  )
}
