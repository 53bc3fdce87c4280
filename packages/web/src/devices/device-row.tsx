// One device in the list, with its name and its end in its owner's hands.

import type { DeviceSnapshot } from '@sotto/client'
import { LogOut, MonitorSmartphone, Pencil } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { IconButton } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { NameForm } from '../ui/name-form.tsx'
import { useDeviceWords } from './use-device-words.ts'

export function DeviceRow({ device }: { readonly device: DeviceSnapshot }) {
  const { t } = useTranslation()
  const { nameOf, signedIn, lastSeen } = useDeviceWords()
  const [doing, setDoing] = useState<'nothing' | 'renaming' | 'signing out'>('nothing')
  const name = nameOf(device)
  const done = () => setDoing('nothing')
  return (
    <li className="flex flex-col gap-3 px-4 py-3">
      <div className="flex items-center gap-3">
        <MonitorSmartphone aria-hidden="true" className="size-5 shrink-0 text-ink-quiet" />
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap items-center gap-x-2 font-medium [overflow-wrap:anywhere]">
            {name}
            {device.current && <Badge>{t('devices.current')}</Badge>}
            {device.isNew && <Badge>{t('devices.new')}</Badge>}
          </p>
          <p className="text-sm text-ink-quiet">{lastSeen(device)}</p>
          <p className="text-sm text-ink-quiet">{signedIn(device)}</p>
        </div>
        <IconButton small label={t('devices.rename', { name })} onClick={() => setDoing('renaming')}>
          <Pencil aria-hidden="true" className="size-4" />
        </IconButton>
        {!device.current && (
          <IconButton
            small
            tone="danger-quiet"
            label={t('devices.signOut', { name })}
            onClick={() => setDoing('signing out')}
          >
            <LogOut aria-hidden="true" className="size-4" />
          </IconButton>
        )}
      </div>
      {doing === 'renaming' && <RenameForm device={device} onClose={done} />}
      {doing === 'signing out' && <SignOutDevice device={device} name={name} onClose={done} />}
    </li>
  )
}

function Badge({ children }: { readonly children: string }) {
  return (
    <span className="rounded-full bg-hover px-2 py-0.5 text-xs font-semibold text-ink-soft">{children}</span>
  )
}

type FormProps = { readonly device: DeviceSnapshot; readonly onClose: () => void }

function RenameForm({ device, onClose }: FormProps) {
  const { t } = useTranslation()
  const { run, busy, failure } = useCommand('renameDevice')

  async function save(name: string) {
    const outcome = await run({ device: device.device, name })
    if (outcome.ok) onClose()
  }

  return (
    <NameForm
      label={t('devices.name')}
      initial={device.name ?? ''}
      busy={busy}
      error={failure?.message}
      onSave={(name) => void save(name)}
      onClose={onClose}
    />
  )
}

type SignOutProps = FormProps & { readonly name: string }

export function SignOutDevice({ device, name, onClose }: SignOutProps) {
  const { t } = useTranslation()
  const { run, busy, failure } = useCommand('signOutDevice')

  async function signOut() {
    const outcome = await run({ device: device.device })
    if (outcome.ok) onClose()
  }

  return (
    <ConfirmDialog
      title={t('devices.signOutTitle', { name })}
      text={t('devices.signOutBody')}
      action={t('settings.signOut')}
      busy={busy}
      error={failure?.message}
      onConfirm={() => void signOut()}
      onClose={onClose}
    />
  )
}
