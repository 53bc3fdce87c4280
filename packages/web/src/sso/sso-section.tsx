// The connection with the company's provider, in the settings; nothing where the server has none.

import type { ConnectionToProvider } from '@sotto/client'
import { Building2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SecretQuestion } from '../account/secret-question.tsx'
import { Way } from '../account/way.tsx'
import { useCommand } from '../engine/use-command.ts'
import { useTopic } from '../engine/use-topic.ts'
import { Dialog } from '../ui/dialog.tsx'
import { FormError } from '../ui/form-error.tsx'
import { useBegin } from './use-begin.ts'

export function SsoSection() {
  const connection = useTopic('account', undefined)?.sso
  return connection === undefined ? null : <Connection connection={connection} />
}

function Connection({ connection }: { readonly connection: ConnectionToProvider }) {
  const { t } = useTranslation()
  const { name, required, connected } = connection
  const { begin, failure } = useBegin()
  const [asking, setAsking] = useState(false)
  return (
    <div className="mt-6 flex flex-col gap-3">
      <h2 className="text-sm font-semibold text-ink-quiet">{t('sso.section')}</h2>
      <ul className="divide-y divide-line rounded-lg border border-line">
        <Way
          icon={Building2}
          name={name}
          text={t(wordsOf(connection), { name })}
          {...(connected
            ? { action: t('sso.disconnect'), label: t('sso.disconnectFrom', { name }) }
            : { action: t('sso.connectShort'), label: t('sso.connect', { name }) })}
          {...(connected && required ? {} : { onOpen: connected ? () => setAsking(true) : begin })}
        />
      </ul>
      <FormError text={failure?.message} />
      {asking && <Disconnect name={name} onClose={() => setAsking(false)} />}
    </div>
  )
}

function wordsOf({ required, connected }: ConnectionToProvider) {
  if (connected) return required ? 'sso.onRequired' : 'sso.on'
  return required ? 'sso.offRequired' : 'sso.off'
}

type DisconnectProps = { readonly name: string; readonly onClose: () => void }

function Disconnect({ name, onClose }: DisconnectProps) {
  const { t } = useTranslation()
  const { run, busy, failure } = useCommand('disconnectSso')

  async function disconnect(password: string) {
    const outcome = await run({ password })
    if (outcome.ok) onClose()
  }

  return (
    <Dialog title={t('sso.disconnectFrom', { name })} onClose={onClose}>
      <SecretQuestion
        text={t('sso.disconnectText', { name })}
        label={t('account.keyFile.password')}
        missing={t('auth.needPassword')}
        action={t('sso.disconnect')}
        tone="danger"
        busy={busy}
        failure={failure}
        onAnswer={(password) => void disconnect(password)}
      />
    </Dialog>
  )
}
