// Turns the app lock off, or takes one of its two ways from it.

import type { LockSnapshot } from '@sotto/client'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormBody } from '../account/form-parts.tsx'
import { useCommand } from '../engine/use-command.ts'
import { useErrorFocus } from '../session/use-error-focus.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormError } from '../ui/form-error.tsx'
import { ProofField, useLockProof } from './use-proof.tsx'
import type { LockWay } from './way-choice.tsx'

type Props = {
  readonly lock: LockSnapshot
  /** The way that goes; undefined for all of it. */
  readonly only: LockWay | undefined
  readonly onClose: () => void
}

export function RemoveLock({ lock, only, onClose }: Props) {
  const { t } = useTranslation()
  const [tries, setTries] = useState(0)
  const { run, busy, failure } = useCommand('removeLock')
  const form = useErrorFocus(tries, failure)
  const proof = useLockProof(lock, tries > 0)

  async function submit(event: FormEvent) {
    event.preventDefault()
    setTries(tries + 1)
    if (busy || proof.busy) return
    const key = await proof.give()
    if (key === undefined) return
    const outcome = await run({ ...key, ...(only && { only }) })
    if (outcome.ok) onClose()
  }

  const title = t(only === undefined ? 'lock.turnOff' : `lock.removeTitles.${only}`)
  const text = t(only === undefined ? 'lock.removeText' : `lock.removeTexts.${only}`)
  return (
    <Dialog title={title} onClose={onClose}>
      <FormBody formRef={form} onSubmit={(event) => void submit(event)} text={text}>
        <ProofField lock={lock} proof={proof} />
        <FormError text={proof.problem ?? failure?.message} />
        <Button type="submit" tone="primary" wide busy={busy || proof.busy}>
          {title}
        </Button>
      </FormBody>
    </Dialog>
  )
}
