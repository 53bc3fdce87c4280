// A password field whose text can be shown.

import { Eye, EyeOff } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'

type Props = {
  readonly value: string
  readonly onValue: (value: string) => void
  readonly fresh: boolean
  readonly label?: string
  readonly name?: string
  readonly error?: string | undefined
  readonly hint?: ReactNode
}

export function PasswordField({ value, onValue, fresh, label, name = 'password', error, hint }: Props) {
  const { t } = useTranslation()
  const [shown, setShown] = useState(false)
  const Icon = shown ? EyeOff : Eye
  return (
    <TextField
      label={label ?? t('auth.password')}
      name={name}
      type={shown ? 'text' : 'password'}
      autoComplete={fresh ? 'new-password' : 'current-password'}
      spellCheck={false}
      value={value}
      onValueChange={onValue}
      error={error}
      hint={hint}
      end={
        <IconButton
          label={shown ? t('auth.hidePassword') : t('auth.showPassword')}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
        >
          <Icon aria-hidden="true" className="size-4.5" />
        </IconButton>
      }
    />
  )
}
