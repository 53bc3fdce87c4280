// A new password: needs the present one or a passkey, and can sign out the other devices with it.

import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../engine/use-account.ts'
import { useCommand } from '../engine/use-command.ts'
import { PasswordField } from '../session/password-field.tsx'
import { minimumLength } from '../session/password-strength.ts'
import { StrengthHint } from '../session/strength-hint.tsx'
import { useErrorFocus } from '../session/use-error-focus.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormError } from '../ui/form-error.tsx'
import { Choice, Done, FormBody } from './form-parts.tsx'
import { OwnProofField, useOwnProof } from './use-own-proof.tsx'

export function PasswordChange({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const { account } = useAccount()
  const [next, setNext] = useState('')
  const [others, setOthers] = useState(false)
  const [tries, setTries] = useState(0)
  const [left, setLeft] = useState<number>()
  const { run, busy, failure } = useCommand('changePassword')
  const form = useErrorFocus(tries, failure)
  const proving = useOwnProof(tries > 0)
  const isBusy = busy || proving.busy
  const short = Array.from(next).length < minimumLength

  async function submit(event: FormEvent) {
    event.preventDefault()
    setTries(tries + 1)
    if (!proving.isReady || short || isBusy) return
    const present = await proving.give()
    if (present === undefined) return
    const outcome = await run({ present, next, signOutOthers: others })
    if (outcome.ok) setLeft(outcome.value.devicesLeft)
  }

  return (
    <Dialog title={t('account.password.title')} onClose={onClose}>
      {left !== undefined ? (
        <Done onClose={onClose}>
          {t('account.password.done')} {left > 0 && t('account.password.left', { count: left })}
        </Done>
      ) : (
        <FormBody formRef={form} onSubmit={(event) => void submit(event)} text={t('account.password.text')}>
          <OwnProofField
            proving={proving}
            label={t('account.password.present')}
            missing={t('auth.needPassword')}
          />
          <PasswordField
            fresh
            label={t('account.password.next')}
            name="new-password"
            value={next}
            onValue={setNext}
            error={tries > 0 && short ? t('auth.shortPassword') : undefined}
            hint={next === '' ? undefined : <StrengthHint password={next} name={account} />}
          />
          <Choice
            chosen={others}
            onChosen={setOthers}
            label={t('account.password.others')}
            hint={t('account.password.othersHint')}
          />
          <FormError text={proving.problem ?? failure?.message} />
          <Button type="submit" tone="primary" wide busy={isBusy}>
            {busy ? t('account.password.changing') : t('account.password.change')}
          </Button>
        </FormBody>
      )}
    </Dialog>
  )
}
