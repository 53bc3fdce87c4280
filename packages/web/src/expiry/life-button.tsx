// In the composer: how long the message that is being written stays, if not as everything in this conversation.

import { Menu } from '@base-ui/react/menu'
import clsx from 'clsx'
import { Check, Timer } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../ui/button.tsx'
import { DropDown, MenuItem } from '../ui/menu.tsx'
import { lengths, lengthWords } from './lengths.ts'

type Props = {
  /** The conversation's. */
  readonly timer: number
  /** Undefined for as the conversation says. */
  readonly life: number | undefined
  readonly onLife: (seconds: number | undefined) => void
}

export function LifeButton({ timer, life, onLife }: Props) {
  const { t, i18n } = useTranslation()
  const words = (seconds: number) => lengthWords(seconds, i18n.language)
  const now = life ?? timer
  const label =
    life === undefined
      ? t('expiry.button')
      : t(life === 0 ? 'expiry.buttonNever' : 'expiry.buttonSet', { length: words(life) })
  const asHere = timer === 0 ? t('expiry.asHereNever') : t('expiry.asHere', { length: words(timer) })
  const choices = [
    { seconds: undefined, text: asHere },
    { seconds: 0, text: t('expiry.never') },
    ...lengths.map((seconds) => ({ seconds, text: t('expiry.after', { length: words(seconds) }) })),
  ]
  const trigger = (
    <IconButton
      label={label}
      className={clsx('relative data-popup-open:bg-selected', life !== undefined && 'bg-selected')}
    >
      <Timer aria-hidden="true" className="size-5" />
      {now > 0 && (
        <span
          aria-hidden="true"
          className="absolute end-0.5 bottom-0.5 text-[0.625rem] leading-3 font-semibold tabular-nums"
        >
          {lengthWords(now, i18n.language, 'narrow')}
        </span>
      )}
    </IconButton>
  )
  return (
    <DropDown trigger={trigger} align="end">
      <Menu.Group>
        <Menu.GroupLabel className="px-3 pt-1.5 pb-1 text-sm text-ink-quiet">
          {t('expiry.messageLabel')}
        </Menu.GroupLabel>
        {choices.map(({ seconds, text }) => (
          <MenuItem key={text} onClick={() => onLife(seconds)} {...(life === seconds ? { icon: Check } : {})}>
            {text}
          </MenuItem>
        ))}
      </Menu.Group>
    </DropDown>
  )
}
