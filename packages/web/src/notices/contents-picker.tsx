// How much of a message a notification shows.

import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import type { NoticeContents } from '@sotto/client'
import { useTranslation } from 'react-i18next'
import { useEngine } from '../engine/engine-context.tsx'
import { useTopic } from '../engine/use-topic.ts'

const offered: readonly NoticeContents[] = ['message', 'name', 'nothing']

export function ContentsPicker() {
  const { t } = useTranslation()
  const engine = useEngine()
  const chosen = useTopic('settings', undefined)?.noticeContents ?? 'message'
  return (
    <RadioGroup
      aria-label={t('notices.shows')}
      value={chosen}
      onValueChange={(noticeContents) => void engine.call('choose', { noticeContents })}
      className="flex flex-col gap-2"
    >
      {offered.map((one) => (
        <Radio.Root
          key={one}
          value={one}
          aria-label={t(`notices.contents.${one}.name`)}
          className="flex cursor-pointer flex-col items-start rounded-lg border border-line px-4 py-3 text-start transition-colors hover:bg-hover data-checked:border-accent data-checked:bg-accent-soft"
        >
          <span className="font-medium">{t(`notices.contents.${one}.name`)}</span>
          <span className="text-sm text-ink-soft">{t(`notices.contents.${one}.text`)}</span>
        </Radio.Root>
      ))}
    </RadioGroup>
  )
}
