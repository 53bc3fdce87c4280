// The own status: what it is, what is said of it, and when it ends.

import type { ProfileSnapshot } from '@sotto/client'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { FormError } from '../ui/form-error.tsx'

const kinds = ['none', 'away', 'busy', 'hidden'] as const
type Kind = (typeof kinds)[number]

const hour = 3_600_000
const lengths = { open: 0, hour, four: 4 * hour, day: 24 * hour } as const
type Length = keyof typeof lengths

type Props = { readonly person: ProfileSnapshot; readonly onClose: () => void }

export default function StatusDialog({ person, onClose }: Props) {
  const { t } = useTranslation()
  const { run, busy, failure } = useCommand('setStatus')
  const { status, hiddenUntil = 0 } = person
  const [kind, setKind] = useState<Kind>(hiddenUntil === 0 ? (status?.kind ?? 'none') : 'hidden')
  const [text, setText] = useState(status?.text ?? '')
  const [emoji, setEmoji] = useState(status?.emoji ?? '')
  const [length, setLength] = useState<Length>('open')
  const save = async (event: FormEvent) => {
    event.preventDefault()
    const until = length === 'open' ? {} : { until: Date.now() + lengths[length] }
    const outcome = await run({ kind, text, emoji: emoji.trim(), ...until })
    if (outcome.ok) onClose()
  }
  return (
    <Dialog title={t('profile.status')} onClose={onClose}>
      <form
        onSubmit={(event) => void save(event)}
        className="flex min-h-0 flex-col gap-4 overflow-y-auto px-5 pb-5"
      >
        <fieldset aria-label={t('profile.status')} className="flex flex-col">
          {kinds.map((one) => (
            <label key={one} className="flex min-h-11 items-center gap-3 rounded-md px-2 hover:bg-hover">
              <input
                type="radio"
                name="status"
                checked={kind === one}
                onChange={() => setKind(one)}
                className="size-4 shrink-0 accent-(--color-accent)"
              />
              <span className="flex flex-col py-1">
                <span className="font-medium">{t(`profile.kinds.${one}`)}</span>
                <span className="text-sm text-ink-quiet">{t(`profile.kindText.${one}`)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        {kind !== 'hidden' && (
          <div className="grid grid-cols-[5rem_1fr] gap-3">
            <TextField label={t('profile.emoji')} value={emoji} onValueChange={setEmoji} />
            <TextField label={t('profile.statusText')} maxLength={160} value={text} onValueChange={setText} />
          </div>
        )}
        <label className="flex flex-col gap-1.5 text-sm font-medium text-ink-soft">
          {t('profile.ends')}
          <select
            value={length}
            onChange={(event) => setLength(event.target.value as Length)}
            className="min-h-11 rounded-md border border-line-strong bg-surface px-3 text-base text-ink"
          >
            {(Object.keys(lengths) as Length[]).map((one) => (
              <option key={one} value={one}>
                {t(`profile.lengths.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <FormError text={failure?.message} />
        <Button type="submit" tone="primary" busy={busy}>
          {t('profile.setStatus')}
        </Button>
      </form>
    </Dialog>
  )
}
