// The own profile: how others see it, and a form to change it.

import type { ProfileSnapshot } from '@sotto/client'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../engine/use-account.ts'
import { useCommand } from '../engine/use-command.ts'
import { Section } from '../settings/section.tsx'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { FormError } from '../ui/form-error.tsx'
import { AudienceChoice } from './audience-choice.tsx'
import { PersonAvatar } from './person-avatar.tsx'
import { PictureField } from './picture-field.tsx'
import { shownName, usePerson } from './use-person.ts'

export default function ProfileSection() {
  const { account } = useAccount()
  const person = usePerson(account)
  if (person === undefined) return null
  return (
    <>
      <Preview person={person} />
      <ProfileForm person={person} />
      <AudienceChoice audience={person.audience ?? 'people'} />
    </>
  )
}

function Preview({ person }: { readonly person: ProfileSnapshot }) {
  const { t } = useTranslation()
  const { run, failure } = useCommand('setProfile')
  const { account, title, pronouns } = person
  return (
    <Section title={t('profile.preview')}>
      <div className="flex flex-wrap items-center gap-4 rounded-lg border border-line p-4">
        <PersonAvatar account={account} size="lg" />
        <div className="flex min-w-0 flex-1 basis-48 flex-col gap-1">
          <p className="text-lg font-semibold [overflow-wrap:anywhere]">
            <bdi>{shownName(account, person)}</bdi>
          </p>
          <p className="text-sm text-ink-quiet [overflow-wrap:anywhere]">
            @{account}
            {[title, pronouns].filter((one) => one !== '').map((one) => ` · ${one}`)}
          </p>
          <PictureField
            hasPicture={person.picture !== undefined}
            onPicture={(picture) => void run({ picture })}
          />
          <FormError text={failure?.message} />
        </div>
      </div>
    </Section>
  )
}

const fields = ['name', 'title', 'pronouns', 'location', 'about'] as const

function ProfileForm({ person }: { readonly person: ProfileSnapshot }) {
  const { t } = useTranslation()
  const { run, busy, failure, clear } = useCommand('setProfile')
  const [typed, setTyped] = useState<Partial<Record<(typeof fields)[number], string>>>({})
  const [isSaved, setIsSaved] = useState(false)
  const isChanged = fields.some((field) => typed[field] !== undefined && typed[field] !== person[field])
  const save = async (event: FormEvent) => {
    event.preventDefault()
    const outcome = await run(typed)
    if (!outcome.ok) return
    setTyped({})
    setIsSaved(true)
  }
  return (
    <Section title={t('profile.facts')}>
      <form onSubmit={(event) => void save(event)} className="flex flex-col gap-4">
        {fields.map((field) => (
          <TextField
            key={field}
            label={field === 'name' ? t('profile.name') : t(`profile.${field}`)}
            hint={field === 'name' ? t('profile.nameHint', { name: person.account }) : undefined}
            {...(field === 'about' ? { render: <textarea rows={3} className="py-2" /> } : {})}
            value={typed[field] ?? person[field]}
            onValueChange={(value) => {
              clear()
              setIsSaved(false)
              setTyped({ ...typed, [field]: value })
            }}
          />
        ))}
        <FormError text={failure?.message} />
        <div className="flex items-center gap-3">
          <Button type="submit" tone="primary" busy={busy} disabled={!isChanged}>
            {t('profile.save')}
          </Button>
          <p role="status" className="text-sm text-ink-quiet">
            {isSaved && !isChanged && t('profile.saved')}
          </p>
        </div>
      </form>
    </Section>
  )
}
