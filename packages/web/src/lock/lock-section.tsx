// The app lock in the settings: whether it is on, what opens it, when it locks by itself, and locking now.

import type { LockSnapshot } from '@sotto/client'
import { Fingerprint, KeyRound, LockKeyhole } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePasskeys } from '../account/passkey-door.ts'
import { useCommand } from '../engine/use-command.ts'
import { useTopic } from '../engine/use-topic.ts'
import { Button } from '../ui/button.tsx'
import { LockDialog } from './lock-dialog.tsx'
import { LockWayRow } from './lock-way-row.tsx'
import { MinutesPicker } from './minutes-picker.tsx'
import { RemoveLock } from './remove-lock.tsx'
import { useLockWords } from './use-lock-words.ts'
import type { LockWay } from './way-choice.tsx'

type Open = { readonly what: 'set' | 'remove'; readonly way: LockWay | undefined }

export function LockSection() {
  const lock = useTopic('lock', undefined)
  const [open, setOpen] = useState<Open>()
  if (lock === undefined) return null
  const close = () => setOpen(undefined)
  return (
    <div className="flex flex-col gap-4 rounded-lg border border-line p-4">
      <Standing lock={lock} />
      {lock.on ? (
        <On lock={lock} onOpen={setOpen} />
      ) : (
        <TurnOn onOpen={() => setOpen({ what: 'set', way: undefined })} />
      )}
      {open?.what === 'set' && <LockDialog lock={lock} way={open.way} onClose={close} />}
      {open?.what === 'remove' && <RemoveLock lock={lock} only={open.way} onClose={close} />}
    </div>
  )
}

function Standing({ lock }: { readonly lock: LockSnapshot }) {
  const { t } = useTranslation()
  const words = useLockWords()
  return (
    <div className="flex items-start gap-3">
      <LockKeyhole aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-ink-quiet" />
      <div className="flex min-w-0 flex-1 flex-col">
        <p className="font-medium">{lock.on ? t('lock.isOn') : t('lock.isOff')}</p>
        <p className="text-sm text-ink-soft">{lock.on ? words.needs(lock) : t('lock.offText')}</p>
      </div>
    </div>
  )
}

function TurnOn({ onOpen }: { readonly onOpen: () => void }) {
  const { t } = useTranslation()
  return (
    <Button className="self-start" onClick={onOpen}>
      {t('lock.turnOn')}
    </Button>
  )
}

type OnProps = { readonly lock: LockSnapshot; readonly onOpen: (open: Open) => void }

function On({ lock, onOpen }: OnProps) {
  const { t } = useTranslation()
  const words = useLockWords()
  const { canUse } = usePasskeys()
  const now = useCommand('lock')
  const after = useCommand('lockAfter')
  const isBoth = lock.passphrase && lock.passkey !== undefined
  const row = (way: LockWay) => ({
    onSet: () => onOpen({ what: 'set', way }),
    onRemove: isBoth ? () => onOpen({ what: 'remove', way }) : undefined,
  })
  return (
    <>
      <ul aria-label={t('lock.opensBy')} className="divide-y divide-line rounded-md border border-line">
        <LockWayRow
          icon={KeyRound}
          name={t('lock.ways.passphrase')}
          text={t(lock.passphrase ? 'lock.passphraseOn' : 'lock.passphraseOff')}
          action={t(lock.passphrase ? 'lock.change' : 'lock.add')}
          remove={t('lock.removeTitles.passphrase')}
          {...row('passphrase')}
        />
        {(lock.passkey !== undefined || canUse()) && (
          <LockWayRow
            icon={Fingerprint}
            name={t('lock.ways.passkey')}
            text={words.passkey(lock)}
            action={t(lock.passkey === undefined ? 'lock.passkeySet' : 'lock.passkeyOther')}
            remove={t('lock.removeTitles.passkey')}
            {...row('passkey')}
          />
        )}
      </ul>
      <MinutesPicker
        minutes={lock.afterMinutes}
        onMinutes={(afterMinutes) => void after.run({ afterMinutes })}
      />
      <div className="flex flex-wrap gap-2">
        <Button tone="primary" busy={now.busy} onClick={() => void now.run()}>
          {t('lock.now')}
        </Button>
        <Button onClick={() => onOpen({ what: 'remove', way: undefined })}>{t('lock.turnOff')}</Button>
      </div>
    </>
  )
}
