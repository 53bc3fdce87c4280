// Finds people in the directory and lets several be chosen.

import type { PersonSnapshot } from '@sotto/client'
import type { AccountName } from '@sotto/wire'
import clsx from 'clsx'
import { Check, CloudOff, UserRoundSearch, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useTopic } from '../engine/use-topic.ts'
import { arrowKeys } from '../ui/arrow-navigation.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { SearchField } from '../ui/search-field.tsx'
import { RowSkeleton } from '../ui/skeleton.tsx'
import { PersonRow } from './person-row.tsx'

type Props = {
  readonly chosen: readonly AccountName[]
  /** Not offered: oneself, or who is in the group already. */
  readonly without: readonly AccountName[]
  readonly onChosen: (chosen: readonly AccountName[]) => void
}

export function PeoplePicker({ chosen, without, onChosen }: Props) {
  const { t } = useTranslation()
  const [query, setQuery] = useState('')
  const directory = useTopic('people', { query: query.trim().toLowerCase() })
  const connected = useTopic('connection', undefined)?.state === 'online'
  const people = directory?.people.filter(({ account }) => !without.includes(account))
  const toggle = (account: AccountName) => {
    onChosen(chosen.includes(account) ? chosen.filter((other) => other !== account) : [...chosen, account])
    setQuery('')
  }
  return (
    <div ref={arrowKeys} className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-col gap-2 px-5 pb-2">
        <SearchField
          data-nav
          autoFocus
          label={t('people.search')}
          value={query}
          onValue={setQuery}
          onKeyDown={(event) => {
            const first = people?.find(({ blocked }) => !blocked)
            if (event.key !== 'Enter' || query.trim() === '') return
            event.preventDefault()
            if (first !== undefined) toggle(first.account)
          }}
        />
        {chosen.length > 0 && <Chosen chosen={chosen} onTakeOut={toggle} />}
      </div>
      <div className="min-h-32 flex-1 overflow-y-auto px-3 pb-2 wide:h-72 wide:flex-initial">
        {people === undefined && <RowSkeleton />}
        {people?.length === 0 && <NobodyFound query={query} connected={connected} />}
        <ul aria-label={t('people.results')}>
          {people?.map((person) => (
            <li key={person.account}>
              <Choice person={person} chosen={chosen.includes(person.account)} onToggle={toggle} />
            </li>
          ))}
        </ul>
        {people !== undefined && people.length > 0 && !(connected && directory?.complete === true) && (
          <p className="px-2 py-2 text-sm text-ink-quiet">
            {connected ? t('people.more') : t('people.offline')}
          </p>
        )}
      </div>
    </div>
  )
}

type ChoiceProps = {
  readonly person: PersonSnapshot
  readonly chosen: boolean
  readonly onToggle: (account: AccountName) => void
}

function Choice({ person, chosen, onToggle }: ChoiceProps) {
  const { t } = useTranslation()
  return (
    <button
      type="button"
      data-nav
      aria-pressed={chosen}
      aria-label={person.account}
      disabled={person.blocked}
      onClick={() => onToggle(person.account)}
      className="flex w-full items-center gap-3 rounded-md px-2 py-2 outline-offset-[-2px] hover:bg-hover disabled:opacity-60"
    >
      <PersonRow
        person={person}
        note={person.blocked ? t('people.blocked') : undefined}
        end={
          <span
            aria-hidden="true"
            className={clsx(
              'grid size-5 place-items-center rounded-full border',
              chosen ? 'border-accent bg-accent text-on-accent' : 'border-line-strong',
            )}
          >
            {chosen && <Check className="size-3.5" strokeWidth={3} />}
          </span>
        }
      />
    </button>
  )
}

type ChosenProps = {
  readonly chosen: readonly AccountName[]
  readonly onTakeOut: (account: AccountName) => void
}

function Chosen({ chosen, onTakeOut }: ChosenProps) {
  const { t } = useTranslation()
  return (
    <ul aria-label={t('people.chosen')} className="flex max-h-24 flex-wrap gap-1.5 overflow-y-auto">
      {chosen.map((account) => (
        <li key={account}>
          <button
            type="button"
            aria-label={t('people.unchoose', { name: account })}
            onClick={() => onTakeOut(account)}
            className="flex min-h-7 items-center gap-1.5 rounded-full bg-accent-soft ps-3 pe-2 text-sm font-medium text-accent-text"
          >
            {account}
            <X aria-hidden="true" className="size-3.5" />
          </button>
        </li>
      ))}
    </ul>
  )
}

type NobodyProps = { readonly query: string; readonly connected: boolean }

function NobodyFound({ query, connected }: NobodyProps) {
  const { t } = useTranslation()
  if (!connected) {
    return <EmptyState icon={CloudOff} title={t('people.offlineTitle')} text={t('people.offlineText')} />
  }
  const alone = query.trim() === ''
  return (
    <EmptyState
      icon={UserRoundSearch}
      title={alone ? t('people.aloneTitle') : t('people.noneTitle')}
      text={alone ? t('people.aloneText', { server: window.location.host }) : t('people.noneText')}
    />
  )
}
