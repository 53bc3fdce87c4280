// What stays on this device and goes nowhere else: the app lock, and signing out.

import { useTranslation } from 'react-i18next'
import { LockSection } from '../lock/lock-section.tsx'
import { Section } from './section.tsx'
import { SignOut } from './sign-out.tsx'

export function ThisDevice() {
  const { t } = useTranslation()
  return (
    <>
      <Section title={t('lock.section')}>
        <LockSection />
      </Section>
      <Section title={t('settings.signOut')}>
        <SignOut />
      </Section>
    </>
  )
}
