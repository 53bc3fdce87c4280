// By what the app lock opens, for whoever turns it on.

import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { Fingerprint, KeyRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { usePasskeys } from '../account/passkey-door.ts'

const ways = ['passphrase', 'passkey'] as const
export type LockWay = (typeof ways)[number]

const icons = { passphrase: KeyRound, passkey: Fingerprint } as const

type Props = { readonly way: LockWay; readonly onWay: (way: LockWay) => void }

/** Nothing to choose where the browser has no passkeys. */
export function WayChoice({ way, onWay }: Props) {
  const { t } = useTranslation()
  const { canUse } = usePasskeys()
  if (!canUse()) return null
  return (
    <RadioGroup<LockWay>
      aria-label={t('lock.way')}
      value={way}
      onValueChange={onWay}
      className="grid grid-cols-2 gap-2"
    >
      {ways.map((one) => {
        const Icon = icons[one]
        return (
          <Radio.Root
            key={one}
            value={one}
            aria-label={t(`lock.ways.${one}`)}
            className="flex cursor-pointer flex-col items-center gap-2 rounded-lg border border-line py-3 text-sm font-medium transition-colors hover:bg-hover data-checked:border-accent data-checked:bg-accent-soft data-checked:text-accent-text"
          >
            <Icon aria-hidden="true" className="size-5" />
            {t(`lock.ways.${one}`)}
          </Radio.Root>
        )
      })}
    </RadioGroup>
  )
}
