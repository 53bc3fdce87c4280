// Turns the app lock on, or gives it another way to open it: a passphrase, or one of the account's passkeys.

import type { LockKey, LockSnapshot } from '@sotto/client'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Done, FormBody } from '../account/form-parts.tsx'
import { useCommand } from '../engine/use-command.ts'
import { useErrorFocus } from '../session/use-error-focus.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormError } from '../ui/form-error.tsx'
import { MinutesPicker } from './minutes-picker.tsx'
import { NewKeyField, useNewKey } from './new-key.tsx'
import { ProofField, useLockProof } from './use-proof.tsx'
import { type LockWay, WayChoice } from './way-choice.tsx'

type Props = {
  readonly lock: LockSnapshot
  /** Undefined: whoever turns it on chooses. */
  readonly way: LockWay | undefined
  readonly onClose: () => void
}

export function LockDialog({ lock, way: fixed, onClose }: Props) {
  const { t } = useTranslation()
  const [before] = useState(lock)
  const [way, setWay] = useState<LockWay>(fixed ?? 'passphrase')
  const [minutes, setMinutes] = useState(before.on ? before.afterMinutes : 5)
  const [tries, setTries] = useState(0)
  const [done, setDone] = useState(false)
  const { run, busy, failure } = useCommand('setLock')
  const form = useErrorFocus(tries, failure)
  const proof = useLockProof(before, tries > 0)
  const next = useNewKey(before, way, tries > 0)
  const isBusy = busy || proof.busy || next.busy

  async function submit(event: FormEvent) {
    event.preventDefault()
    setTries(tries + 1)
    if (isBusy || !next.isReady) return
    const present = before.on ? await proof.give() : undefined
    if (before.on && present === undefined) return
    const key: LockKey | undefined = await next.give()
    if (key === undefined) return
    const outcome = await run({ ...key, afterMinutes: minutes, ...(present && { present }) })
    if (outcome.ok) setDone(true)
  }

  const title = t(before.on ? titles[way] : 'lock.turnOn')
  return (
    <Dialog title={title} onClose={onClose}>
      {done ? (
        <Done onClose={onClose}>{t(way === 'passkey' ? 'lock.donePasskey' : 'lock.done')}</Done>
      ) : (
        <FormBody formRef={form} onSubmit={(event) => void submit(event)} text={t('lock.setText')}>
          {before.on && <ProofField lock={before} proof={proof} label={t('lock.present')} />}
          {!before.on && <WayChoice way={way} onWay={setWay} />}
          <NewKeyField way={way} next={next} isChange={before.on} />
          {!before.on && <MinutesPicker minutes={minutes} onMinutes={setMinutes} />}
          <FormError text={proof.problem ?? next.problem ?? failure?.message} />
          <Button type="submit" tone="primary" wide busy={isBusy} disabled={!next.canBe}>
            {title}
          </Button>
        </FormBody>
      )}
    </Dialog>
  )
}

const titles = { passphrase: 'lock.change', passkey: 'lock.passkeySet' } as const
