// For how long, as items of a menu.

import { Menu } from '@base-ui/react/menu'
import { BellOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { MenuItem } from '../ui/menu.tsx'
import { type MuteTime, muteTimes } from './mute-times.ts'

export function MuteItems({ onMute }: { readonly onMute: (time: MuteTime) => void }) {
  const { t } = useTranslation()
  return (
    <Menu.Group>
      <Menu.GroupLabel className="flex items-center gap-3 px-3 pt-1.5 pb-1 text-sm text-ink-quiet">
        <BellOff aria-hidden="true" className="size-4" />
        {t('marks.mute')}
      </Menu.GroupLabel>
      {muteTimes.map((time) => (
        <MenuItem key={time} onClick={() => onMute(time)}>
          {t(`marks.${time}`)}
        </MenuItem>
      ))}
    </Menu.Group>
  )
}
