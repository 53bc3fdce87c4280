// The devices of the account: what they are called, when and where they were seen, and signing them out.

import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { useTopic } from '../engine/use-topic.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { DeviceRow } from './device-row.tsx'

export function DeviceList() {
  const { t } = useTranslation()
  const devices = useTopic('devices', undefined)
  const { run, failure } = useCommand('devices')
  // What is kept is shown at once, and what the server knows now a moment later.
  useEffect(() => void run(), [run])
  if (devices === undefined) return null
  return (
    <div className="flex flex-col gap-3">
      <ul aria-label={t('devices.title')} className="divide-y divide-line rounded-lg border border-line">
        {devices.map((one) => (
          <DeviceRow key={one.device} device={one} />
        ))}
      </ul>
      {failure !== undefined && <p className="text-sm text-ink-quiet">{t('devices.asKnown')}</p>}
      {devices.length > 1 && <SignOutOthers count={devices.length - 1} />}
    </div>
  )
}

function SignOutOthers({ count }: { readonly count: number }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const { run, busy, failure } = useCommand('signOutOthers')

  async function signOut() {
    const outcome = await run()
    if (outcome.ok) setAsking(false)
  }

  return (
    <>
      <Button small tone="danger-quiet" className="self-start" onClick={() => setAsking(true)}>
        {t('devices.signOutOthers')}
      </Button>
      {asking && (
        <ConfirmDialog
          title={t('devices.signOutOthersTitle', { count })}
          text={t('devices.signOutOthersBody')}
          action={t('devices.signOutOthers')}
          busy={busy}
          error={failure?.message}
          onConfirm={() => void signOut()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
