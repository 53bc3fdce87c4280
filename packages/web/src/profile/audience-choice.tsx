// Who sees the own profile, and what the server can read of it then.

import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { Section } from '../settings/section.tsx'
import { FormError } from '../ui/form-error.tsx'

const choices = ['people', 'everyone'] as const

export function AudienceChoice({ audience }: { readonly audience: (typeof choices)[number] }) {
  const { t } = useTranslation()
  const { run, busy, failure } = useCommand('setProfile')
  return (
    <Section title={t('profile.audience')}>
      <fieldset aria-label={t('profile.audience')} className="flex flex-col gap-2">
        {choices.map((one) => (
          <label
            key={one}
            className="flex min-h-11 items-start gap-3 rounded-lg border border-line p-4 hover:bg-hover"
          >
            <input
              type="radio"
              name="audience"
              checked={audience === one}
              disabled={busy}
              onChange={() => void run({ audience: one })}
              className="mt-1 size-4 shrink-0 accent-(--color-accent)"
            />
            <span className="flex flex-col">
              <span className="font-medium">{t(`profile.audiences.${one}`)}</span>
              <span className="text-sm text-ink-quiet">{t(`profile.audienceText.${one}`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <FormError text={failure?.message} />
    </Section>
  )
}
