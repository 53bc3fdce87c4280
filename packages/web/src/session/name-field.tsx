// Whose account it is, for every way of signing in.

import { useTranslation } from 'react-i18next'
import { TextField } from '../ui/field.tsx'

type Props = {
  readonly value: string
  readonly onValue: (value: string) => void
  readonly tried: boolean
  /** The browser may suggest passkeys here. */
  readonly withPasskeys?: boolean
}

export function NameField({ value, onValue, tried, withPasskeys = false }: Props) {
  const { t } = useTranslation()
  return (
    <TextField
      label={t('auth.name')}
      name="account"
      autoComplete={withPasskeys ? 'username webauthn' : 'username'}
      autoCapitalize="none"
      spellCheck={false}
      autoFocus
      value={value}
      onValueChange={(typed) => onValue(typed.toLowerCase().trimStart())}
      error={tried && value === '' ? t('auth.needName') : undefined}
    />
  )
}
