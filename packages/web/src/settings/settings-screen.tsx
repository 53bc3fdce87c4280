// Settings: whose account this is and the ways into it, how it looks, who is blocked, the keys, and signing out.

import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { WaysSection } from '../account/ways-section.tsx'
import { CopiesSection } from '../copies/copies-section.tsx'
import { AnotherDevice } from '../devices/another-device.tsx'
import { DeviceList } from '../devices/device-list.tsx'
import { useAccount } from '../engine/use-account.ts'
import { LockSection } from '../lock/lock-section.tsx'
import { ProgramsSection } from '../programs/programs-section.tsx'
import { useShell } from '../shell/shell-context.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Button } from '../ui/button.tsx'
import { iconLink } from '../ui/icon-link.ts'
import { BlockedPeople } from './blocked-people.tsx'
import { SignOut } from './sign-out.tsx'
import { ThemePicker } from './theme-picker.tsx'

export default function SettingsScreen() {
  const { t } = useTranslation()
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="flex h-15 shrink-0 items-center gap-2 border-b border-line px-2 wide:px-6">
        <Link to="/" aria-label={t('common.back')} className={`${iconLink} wide:hidden`}>
          <ArrowLeft aria-hidden="true" className="size-5" />
        </Link>
        <h1 className="text-base font-semibold">{t('settings.title')}</h1>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-xl flex-col gap-9 px-5 py-6 wide:px-6">
          <Section title={t('settings.account')}>
            <Account />
            <WaysSection />
          </Section>
          <Section title={t('devices.title')}>
            <DeviceList />
            <AnotherDevice />
          </Section>
          <Section title={t('programs.title')}>
            <ProgramsSection />
          </Section>
          <Section title={t('lock.section')}>
            <LockSection />
          </Section>
          <Section title={t('copies.section')}>
            <CopiesSection />
          </Section>
          <Section title={t('settings.appearance')}>
            <ThemePicker />
          </Section>
          <Section title={t('settings.blocked')}>
            <BlockedPeople />
          </Section>
          <Section title={t('settings.keyboard')}>
            <Keys />
          </Section>
          <Section title={t('settings.signOut')}>
            <SignOut />
          </Section>
        </div>
      </div>
    </div>
  )
}

type SectionProps = { readonly title: string; readonly children: ReactNode }

function Section({ title, children }: SectionProps) {
  return (
    <section aria-label={title} className="flex flex-col gap-3">
      <h2 className="text-sm font-semibold text-ink-quiet">{title}</h2>
      {children}
    </section>
  )
}

function Account() {
  const { t } = useTranslation()
  const { account, device, server } = useAccount()
  return (
    <div className="flex items-center gap-4 rounded-lg border border-line p-4">
      <Avatar name={account} />
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
