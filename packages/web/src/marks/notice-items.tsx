// What the person wants to be told of a conversation, as items of a menu: how much, or nothing for a time.

import { Menu } from '@base-ui/react/menu'
import type { ConversationSummary, NoticeLevel } from '@sotto/client'
import { Bell, BellOff, Check } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { MenuItem } from '../ui/menu.tsx'
import { muteTimes } from './mute-times.ts'
import type { Marks } from './use-marks.ts'

type Props = { readonly summary: ConversationSummary; readonly marks: Marks }

const levels = ['everything', 'mentions', 'nothing'] as const

export function NoticeItems({ summary, marks }: Props) {
  const { t } = useTranslation()
  // between two people everything is meant for the one
  const offered = summary.kind === 'group' ? levels : levels.filter((level) => level !== 'mentions')
  const isForATime = typeof summary.mutedUntil === 'number'
  return (
    <>
      <Menu.RadioGroup
        value={isForATime ? null : summary.level}
        onValueChange={(level: NoticeLevel) => marks.setLevel(level)}
      >
        <Menu.GroupLabel className="flex items-center gap-3 px-3 pt-1.5 pb-1 text-sm text-ink-quiet">
          <Bell aria-hidden="true" className="size-4" />
          {t('marks.notices')}
        </Menu.GroupLabel>
        {offered.map((level) => (
          <Menu.RadioItem
            key={level}
            value={level}
            closeOnClick
            className="group flex min-h-10 cursor-default items-center gap-3 px-3 outline-none select-none data-highlighted:bg-hover"
          >
            <Check aria-hidden="true" className="size-4 opacity-0 group-data-checked:opacity-100" />
            {t(`marks.levels.${level}`)}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Separator className="my-1 border-t border-line" />
      {isForATime ? (
        <MenuItem icon={Bell} onClick={marks.unmute}>
          {t('marks.unmute')}
        </MenuItem>
      ) : (
        <Menu.Group>
          <Menu.GroupLabel className="flex items-center gap-3 px-3 pt-1.5 pb-1 text-sm text-ink-quiet">
            <BellOff aria-hidden="true" className="size-4" />
            {t('marks.mute')}
          </Menu.GroupLabel>
          {muteTimes.map((time) => (
            <MenuItem key={time} onClick={() => marks.mute(time)}>
              {t(`marks.${time}`)}
            </MenuItem>
          ))}
        </Menu.Group>
      )}
    </>
  )
}
