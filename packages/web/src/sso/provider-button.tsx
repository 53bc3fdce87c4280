// Signing in through the company's provider, beside or in the place of the form.

import type { Provider } from '@sotto/client'
import { Building2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button.tsx'
import { FormError } from '../ui/form-error.tsx'
import { useBegin } from './use-begin.ts'

type Props = { readonly provider: Provider; readonly tone?: 'primary' | 'plain' }

export function ProviderButton({ provider: { name }, tone = 'plain' }: Props) {
  const { t } = useTranslation()
  const { begin, busy, failure } = useBegin()
  return (
    <div className="flex flex-col gap-3">
      <Button wide tone={tone} busy={busy} onClick={begin}>
        <Building2 aria-hidden="true" className="size-4.5 shrink-0" />
        <span className="min-w-0 truncate">{t('sso.signIn', { name })}</span>
      </Button>
      <FormError text={failure?.message} />
    </div>
  )
}
