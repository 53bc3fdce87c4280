// Light, dark, or as the system has it.

import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { Monitor, Moon, Sun } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useTopic } from '../engine/use-topic.ts'
import { readTheme, themeChoices } from '../ui/theme.ts'
import { useChooseTheme } from './use-theme.ts'

const icons = { system: Monitor, light: Sun, dark: Moon } as const

export function ThemePicker() {
  const { t } = useTranslation()
  const choice = useTopic('settings', undefined)?.theme ?? readTheme()
  const choose = useChooseTheme()
  return (
    <RadioGroup
      aria-label={t('settings.theme')}
      value={choice}
      onValueChange={choose}
      className="grid grid-cols-3 gap-2"
    >
      {themeChoices.map((theme) => {
        const Icon = icons[theme]
        return (
          <Radio.Root
            key={theme}
            value={theme}
            aria-label={t(`settings.themes.${theme}`)}
            className="flex cursor-pointer flex-col items-center gap-2 rounded-lg border border-line py-4 text-sm font-medium transition-colors hover:bg-hover data-checked:border-accent data-checked:bg-accent-soft data-checked:text-accent-text"
          >
            <Icon aria-hidden="true" className="size-5" />
            {t(`settings.themes.${theme}`)}
          </Radio.Root>
        )
      })}
    </RadioGroup>
  )
}
