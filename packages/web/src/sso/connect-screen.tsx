// Back from the provider, signed in: the account is connected, with its password.

import type { Identified } from '@sotto/client'
import { Navigate, useNavigate } from '@tanstack/react-router'
import { CircleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { SecretQuestion } from '../account/secret-question.tsx'
import { useAccount } from '../engine/use-account.ts'
import { useCommand } from '../engine/use-command.ts'
import { useTopic } from '../engine/use-topic.ts'
import { Page } from '../programs/page.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { useArrival } from './use-arrival.ts'

export default function ConnectScreen() {
  const { t } = useTranslation()
  const { identity, failure } = useArrival()
  return (
    <Page title={t('sso.connectTitle')}>
      {failure !== undefined && (
        <EmptyState icon={CircleAlert} title={t('sso.failed')} text={failure.message} />
      )}
      {identity !== undefined && <Question identity={identity} />}
    </Page>
  )
}

const part = { to: '/settings/$part', params: { part: 'security' }, replace: true } as const

function Question({ identity }: { readonly identity: Identified }) {
  const { t } = useTranslation()
  const { account } = useAccount()
  const navigate = useNavigate()
  const name = useTopic('account', undefined)?.sso?.name ?? t('sso.provider')
  const { run, busy, failure } = useCommand('connectSso')

  async function connect(password: string) {
    const outcome = await run({ password, identity })
    if (outcome.ok) await navigate(part)
  }

  if (identity.account === account) return <Navigate {...part} />
  if (identity.account !== undefined) {
    return (
      <EmptyState
        icon={CircleAlert}
        title={t('sso.othersTitle')}
        text={t('sso.othersText', { name, account: identity.account })}
      />
    )
  }
  return (
    <SecretQuestion
      text={t('sso.connectText', { name, account })}
      label={t('account.keyFile.password')}
      missing={t('auth.needPassword')}
      action={t('sso.connect', { name })}
      busy={busy}
      failure={failure}
      onAnswer={(password) => void connect(password)}
    />
  )
}
