// Notifications in the settings: whether this browser shows any, what they show, their sound, and when it is quiet.

import { Switch } from '@base-ui/react/switch'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useEngine } from '../engine/engine-context.tsx'
import { useTopic } from '../engine/use-topic.ts'
import { Section } from '../settings/section.tsx'
import { Button } from '../ui/button.tsx'
import { ContentsPicker } from './contents-picker.tsx'
import { DesktopControl } from './desktop-control.tsx'
import { DoNotDisturb } from './do-not-disturb.tsx'
import { QuietHoursForm } from './quiet-hours-form.tsx'
import { useNoticeDoor } from './use-notice-door.ts'

export function NoticesSection() {
  const { t } = useTranslation()
  return (
    <>
      <Section title={t('notices.here')}>
        <DesktopControl />
      </Section>
      <Section title={t('notices.quiet')}>
        <DoNotDisturb />
      </Section>
      <Section title={t('notices.hours')}>
        <QuietHoursForm />
      </Section>
      <Section title={t('notices.shows')}>
        <ContentsPicker />
      </Section>
      <Section title={t('notices.sound')}>
        <Sound />
      </Section>
    </>
  )
}

function Sound() {
  const { t } = useTranslation()
  const engine = useEngine()
  const load = useNoticeDoor()
  const id = useId()
  const isOn = useTopic('settings', undefined)?.noticeSound !== 'off'
  return (
    <div className="flex items-center gap-3 rounded-lg border border-line p-4">
      <span id={id} className="min-w-0 flex-1">
        {t('notices.soundText')}
      </span>
      <Button small tone="quiet" onClick={() => void load().then((door) => door.play())}>
        {t('notices.listen')}
      </Button>
      <Switch.Root
        aria-labelledby={id}
        checked={isOn}
        onCheckedChange={(on) => void engine.call('choose', { noticeSound: on ? 'on' : 'off' })}
        className="flex h-6 w-10 shrink-0 items-center rounded-full bg-line-strong p-0.5 transition-colors data-checked:bg-accent"
      >
        <Switch.Thumb className="size-5 rounded-full bg-surface transition-transform data-checked:translate-x-4 rtl:data-checked:-translate-x-4" />
      </Switch.Root>
    </div>
  )
}
