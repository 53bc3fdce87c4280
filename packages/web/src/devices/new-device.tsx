// Somebody has signed in to this account elsewhere: said above everything until a person has answered whether
// that was them.

import type { DeviceSnapshot } from '@sotto/client'
import { ShieldAlert } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { useTopic } from '../engine/use-topic.ts'
import { Button } from '../ui/button.tsx'
import { SignOutDevice } from './device-row.tsx'
import { useDeviceWords } from './use-device-words.ts'

export function NewDevice() {
  const newest = useTopic('devices', undefined)?.find((one) => one.isNew)
  return <div role="status">{newest !== undefined && <Question key={newest.device} device={newest} />}</div>
}

function Question({ device }: { readonly device: DeviceSnapshot }) {
  const { t } = useTranslation()
  const { nameOf, signedIn } = useDeviceWords()
  const { run, busy } = useCommand('acknowledgeDevice')
  const [refusing, setRefusing] = useState(false)
  const name = nameOf(device)
  return (
    <div className="flex flex-wrap items-center justify-center gap-x-4 gap-y-2 border-b border-line bg-warn-soft px-4 py-2 text-sm text-warn-text">
      <ShieldAlert aria-hidden="true" className="size-5 shrink-0 max-wide:hidden" />
      <p className="min-w-0 max-wide:basis-full">
        <strong>{t('devices.newTitle', { name })}</strong>{' '}
        {t('devices.newText', { signedIn: signedIn(device) })}
      </p>
      <span className="flex gap-2">
        <Button small busy={busy} onClick={() => void run({ device: device.device })}>
          {t('devices.mine')}
        </Button>
        <Button small tone="danger" onClick={() => setRefusing(true)}>
          {t('devices.notMine')}
        </Button>
      </span>
      {refusing && <SignOutDevice device={device} name={name} onClose={() => setRefusing(false)} />}
    </div>
  )
}
