// The whole history as a file in the downloads: sealed, or readable for whoever has the file.

import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Done, FormBody } from '../account/form-parts.tsx'
import { useAccount } from '../engine/use-account.ts'
import { useCommand } from '../engine/use-command.ts'
import { PasswordField } from '../session/password-field.tsx'
import { minimumLength } from '../session/password-strength.ts'
import { StrengthHint } from '../session/strength-hint.tsx'
import { useErrorFocus } from '../session/use-error-focus.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormError } from '../ui/form-error.tsx'
import { saveFile } from '../ui/save-file.ts'

const kinds = ['sealed', 'html', 'json'] as const
type Kind = (typeof kinds)[number]

export function SaveCopy({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const { account } = useAccount()
  const [kind, setKind] = useState<Kind>('sealed')
  const [password, setPassword] = useState('')
  const [tries, setTries] = useState(0)
  const [saved, setSaved] = useState<{ readonly complete: boolean }>()
  const { run, busy, failure } = useCommand('exportHistory')
  const form = useErrorFocus(tries, failure)
  const short = kind === 'sealed' && Array.from(password).length < minimumLength

  async function submit(event: FormEvent) {
    event.preventDefault()
    setTries(tries + 1)
    if (short || busy) return
    const outcome = await run(kind === 'sealed' ? { as: kind, password } : { as: kind })
    if (!outcome.ok) return
    const { fileName, type, bytes, complete } = outcome.value
    saveFile(fileName, new Uint8Array(bytes), type)
    setSaved({ complete })
  }

  return (
    <Dialog title={t('copies.save.title')} onClose={onClose}>
      {saved !== undefined ? (
        <Done onClose={onClose}>
          {t(kind === 'sealed' ? 'copies.save.doneSealed' : 'copies.save.doneReadable')}
          {!saved.complete && ` ${t('copies.save.incomplete')}`}
        </Done>
      ) : (
        <FormBody formRef={form} onSubmit={(event) => void submit(event)} text={t('copies.save.text')}>
          <KindPicker kind={kind} onKind={setKind} />
          {kind === 'sealed' && (
            <PasswordField
              fresh
              label={t('copies.save.password')}
              name="file-password"
              value={password}
              onValue={setPassword}
              error={tries > 0 && short ? t('auth.shortPassword') : undefined}
              hint={password === '' ? undefined : <StrengthHint password={password} name={account} />}
            />
          )}
          <FormError text={failure?.message} />
          <Button type="submit" tone="primary" wide busy={busy}>
            {busy ? t('copies.save.saving') : t('copies.save.save')}
          </Button>
        </FormBody>
      )}
    </Dialog>
  )
}

type KindProps = { readonly kind: Kind; readonly onKind: (kind: Kind) => void }

function KindPicker({ kind, onKind }: KindProps) {
  const { t } = useTranslation()
  return (
    <RadioGroup
      aria-label={t('copies.save.kind')}
      value={kind}
      onValueChange={onKind}
      className="flex flex-col gap-2"
    >
      {kinds.map((one) => (
        <Radio.Root
          key={one}
          value={one}
          aria-label={`${t(`copies.kinds.${one}`)}. ${t(`copies.kindTexts.${one}`)}`}
          className="flex cursor-pointer flex-col rounded-lg border border-line px-4 py-3 text-start transition-colors hover:bg-hover data-checked:border-accent data-checked:bg-accent-soft"
        >
          <span className="font-medium">{t(`copies.kinds.${one}`)}</span>
          <span className="text-sm text-ink-soft">{t(`copies.kindTexts.${one}`)}</span>
        </Radio.Root>
      ))}
    </RadioGroup>
  )
}
