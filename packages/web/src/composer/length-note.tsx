// Says how much room is left, once there is little of it.

import clsx from 'clsx'
import { useTranslation } from 'react-i18next'
import { tellUnder } from './room.ts'

export function LengthNote({ room }: { readonly room: number }) {
  const { t } = useTranslation()
  const shown = room < tellUnder
  return (
    <p role="status" className={clsx('ms-auto tabular-nums', room < 0 && 'font-medium text-danger-text')}>
      {shown && (room < 0 ? t('composer.over', { count: -room }) : t('composer.left', { count: room }))}
    </p>
  )
}
