// Who can read what is written in a conversation: its people, verified or not, each with the devices that hold
// its keys.

import type { ReadingDevice, SecuritySnapshot } from '@sotto/client'
import type { ConversationId } from '@sotto/wire'
import { Lock, MonitorSmartphone, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { PanelFrame } from '../details/panel-frame.tsx'
import { useTopic } from '../engine/use-topic.ts'
import { fullDate } from '../text/times.ts'
import { Avatar } from '../ui/avatar.tsx'
import { CompareButton } from './compare-button.tsx'
import { VerifiedMark } from './verified-mark.tsx'

export default function SecurityPanel({ conversation }: { readonly conversation: ConversationId }) {
  const { t } = useTranslation()
  const security = useTopic('security', { conversation })
  return (
    <PanelFrame conversation={conversation} title={t('security.title')} back>
      {security === null && <p className="text-sm text-ink-soft">{t('security.notIn')}</p>}
      {security !== undefined && security !== null && (
        <>
          <Summary security={security} />
          <ul aria-label={t('security.people')} className="flex flex-col gap-5">
            {security.people.map((person) => (
              <li key={person.account}>
                <Reader person={person} />
              </li>
            ))}
          </ul>
        </>
      )}
    </PanelFrame>
  )
}

function Summary({ security }: { readonly security: SecuritySnapshot }) {
  const { t } = useTranslation()
  const devices = security.people.reduce((count, person) => count + person.devices.length, 0)
  return (
    <div className="flex flex-col gap-2 rounded-lg bg-canvas p-4">
      <p className="flex items-center gap-2 text-sm font-semibold">
        <Lock aria-hidden="true" className="size-4 text-accent-text" />
        {t('security.devices', { count: devices })}
      </p>
      <p className="text-sm text-ink-soft">{t('security.text')}</p>
    </div>
  )
}

type Person = SecuritySnapshot['people'][number]

function Reader({ person }: { readonly person: Person }) {
  const { t } = useTranslation()
  const { account, own, verifiedAt, devices } = person
  return (
    <section aria-label={account} className="flex flex-col gap-2">
      <div className="flex items-center gap-3">
        <Avatar name={account} size="sm" />
        <div className="flex min-w-0 flex-1 flex-col">
          <h2 className="flex items-center gap-1 text-base leading-5 font-medium">
            <span className="truncate">{account}</span>
            <VerifiedMark verified={verifiedAt !== undefined} />
          </h2>
          <Standing person={person} />
        </div>
        {!own && (
          <CompareButton account={account} label={t('security.compareWith', { name: account })}>
            {verifiedAt === undefined ? t('trust.compare') : t('trust.show')}
          </CompareButton>
        )}
      </div>
      <ul className="flex flex-col gap-1 ps-11">
        {devices.map((device) => (
          <Device key={device.device} device={device} />
        ))}
        {devices.length === 0 && <li className="text-sm text-ink-quiet">{t('security.noDevice')}</li>}
      </ul>
    </section>
  )
}

function Standing({ person: { own, changed, verifiedAt } }: { readonly person: Person }) {
  const { t, i18n } = useTranslation()
  if (own) return <p className="text-sm text-ink-quiet">{t('common.you')}</p>
  if (changed) {
    return (
      <p className="flex items-center gap-1 text-sm text-warn-text">
        <TriangleAlert aria-hidden="true" className="size-4 shrink-0" />
        {t('security.changed')}
      </p>
    )
  }
  return (
    <p className="text-sm text-ink-quiet">
      {verifiedAt === undefined
        ? t('security.notVerified')
        : t('trust.verifiedOn', { date: fullDate(verifiedAt, i18n.language) })}
    </p>
  )
}

function Device({ device: { name, since, current } }: { readonly device: ReadingDevice }) {
  const { t, i18n } = useTranslation()
  const date = fullDate(since, i18n.language)
  return (
    <li className="flex items-start gap-2 text-sm text-ink-soft">
      <MonitorSmartphone aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-ink-quiet" />
      <span>
        {name ?? t('security.device')}
        {current && ` (${t('security.thisDevice')})`}
        <span className="block text-ink-quiet">{t('security.since', { date })}</span>
      </span>
    </li>
  )
}
