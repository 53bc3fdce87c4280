// Whose account this is, and how the app looks to them.

import { useTranslation } from 'react-i18next'
import { useAccount } from '../engine/use-account.ts'
import { PersonAvatar } from '../profile/person-avatar.tsx'
import { useShell } from '../shell/shell-context.ts'
import { Button } from '../ui/button.tsx'
import { Section } from './section.tsx'
import { ThemePicker } from './theme-picker.tsx'

export function You() {
  const { t } = useTranslation()
  return (
    <>
      <Account />
      <Section title={t('settings.appearance')}>
        <ThemePicker />
      </Section>
      <Section title={t('settings.keyboard')}>
        <Keys />
      </Section>
    </>
  )
}

function Account() {
  const { t } = useTranslation()
  const { account, device, server } = useAccount()
  return (
    <div className="flex items-center gap-4 rounded-lg border border-line p-4">
      <PersonAvatar account={account} />
      <dl className="grid min-w-0 flex-1 grid-cols-[auto_1fr] items-baseline gap-x-4 gap-y-1 text-sm">
        <Fact name={t('settings.name')} value={account} />
        <Fact name={t('settings.server')} value={server} />
        <Fact name={t('settings.device')} value={device} mono />
      </dl>
    </div>
  )
}

type FactProps = { readonly name: string; readonly value: string; readonly mono?: boolean }

function Fact({ name, value, mono }: FactProps) {
  return (
    <>
      <dt className="text-ink-quiet">{name}</dt>
      <dd
        className={`min-w-0 font-medium [overflow-wrap:anywhere] ${mono === true ? 'font-mono text-xs' : ''}`}
      >
        {value}
      </dd>
    </>
  )
}

function Keys() {
  const { t } = useTranslation()
  const { show } = useShell()
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line p-4">
      <p className="min-w-0 flex-1 basis-60 text-sm text-ink-soft">{t('settings.keyboardText')}</p>
      <Button onClick={() => show('keys')}>{t('settings.keyboardShow')}</Button>
    </div>
  )
}
