// What stands before a form by which one enters, where the server has a provider: who it says that this is, or that it
// has to be asked first.

import type { Provider } from '@sotto/client'
import { BadgeCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ProviderButton } from './provider-button.tsx'
import { useShownIdentity } from './shown-identity.ts'

type Props = { readonly provider: Provider | undefined; readonly children: ReactNode }

export function BeforeForm({ provider, children }: Props) {
  const { t } = useTranslation()
  const { identity } = useShownIdentity()
  if (provider?.required === true && identity === undefined) {
    return (
      <div className="flex flex-col gap-5">
        <p className="text-base text-ink-soft">{t('sso.required', { name: provider.name })}</p>
        <ProviderButton provider={provider} tone="primary" />
      </div>
    )
  }
  return (
    <>
      {identity !== undefined && <WhoItIs name={provider?.name ?? t('sso.provider')} />}
      {children}
    </>
  )
}

function WhoItIs({ name }: { readonly name: string }) {
  const { t } = useTranslation()
  const { identity, set } = useShownIdentity()
  const account = identity?.account
  return (
    <div
      role="status"
      className="flex items-start gap-2.5 rounded-md bg-sunken px-3 py-2.5 text-sm text-ink-soft"
    >
      <BadgeCheck aria-hidden="true" className="mt-px size-4 shrink-0 text-accent-text" />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {account === undefined ? t('sso.unknown', { name }) : t('sso.known', { name, account })}{' '}
        <button
          type="button"
          onClick={() => set(undefined)}
          className="font-medium text-accent-text underline-offset-4 hover:underline"
        >
          {t('sso.drop')}
        </button>
      </span>
    </div>
  )
}
