// What somebody says of themselves, in their details. The account name stands with it: it says who they are.

import type { AccountName } from '@sotto/wire'
import { useTranslation } from 'react-i18next'
import { usePerson } from './use-person.ts'

export function PersonFacts({ account }: { readonly account: AccountName }) {
  const { t } = useTranslation()
  const person = usePerson(account)
  if (person === undefined) return null
  const { title, pronouns, location, about } = person
  const facts = [
    { name: t('profile.title'), value: title },
    { name: t('profile.pronouns'), value: pronouns },
    { name: t('profile.location'), value: location },
    { name: t('profile.about'), value: about },
  ].filter(({ value }) => value !== '')
  if (facts.length === 0) return null
  return (
    <dl
      aria-label={t('profile.of')}
      className="flex flex-col gap-3 rounded-lg border border-line p-4 text-sm"
    >
      {facts.map(({ name, value }) => (
        <div key={name} className="flex flex-col gap-0.5">
          <dt className="text-ink-quiet">{name}</dt>
          <dd className="whitespace-pre-wrap text-ink [overflow-wrap:anywhere]">
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  )
}
