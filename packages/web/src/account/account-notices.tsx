// Above everything else: what another device did to the account, a recovery code that doesn't work, and now and
// then the question whether the person still has theirs.

import type { AccountSnapshot } from '@sotto/client'
import { Link } from '@tanstack/react-router'
import { LifeBuoy, ShieldAlert } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { useTopic } from '../engine/use-topic.ts'
import { NewCode } from './new-code.tsx'
import { Reminder } from './reminder.tsx'

export function AccountNotices() {
  const { t } = useTranslation()
  const account = useTopic('account', undefined)
  const [open, setOpen] = useState<'reminder' | 'code'>()
  const close = () => setOpen(undefined)
  const isDead = account?.recovery === 'outdated' || account?.recovery === 'unseen'
  return (
    <section aria-label={t('account.alert.label')} className="shrink-0">
      {account !== undefined && account.alerts.length > 0 && <Alerts alerts={account.alerts} />}
      {isDead && (
        <Strip icon={<LifeBuoy aria-hidden="true" className="size-4" />} text={t('account.alert.code')}>
          <button type="button" className={action} onClick={() => setOpen('code')}>
            {t('account.alert.makeCode')}
          </button>
        </Strip>
      )}
      {account?.reminder !== undefined && !isDead && (
        <Strip icon={<LifeBuoy aria-hidden="true" className="size-4" />} text={t('account.reminder.line')}>
          <button type="button" className={action} onClick={() => setOpen('reminder')}>
            {t('account.reminder.check')}
          </button>
        </Strip>
      )}
      {open === 'reminder' && account?.reminder !== undefined && (
        <Reminder groups={account.reminder} onClose={close} onLost={() => setOpen('code')} />
      )}
      {open === 'code' && <NewCode onClose={close} />}
    </section>
  )
}

function Alerts({ alerts }: Pick<AccountSnapshot, 'alerts'>) {
  const { t, i18n } = useTranslation()
  const { run, busy } = useCommand('dismissAlerts')
  const times = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <div
      role="alert"
      className="flex justify-center gap-3 border-b border-line bg-danger-soft px-4 py-2.5 text-sm text-danger-text"
    >
      <ShieldAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <div className="flex min-w-0 flex-col gap-1.5">
        <ul className="font-medium">
          {alerts.map(({ what, at }) => (
            <li key={what}>{t(`account.alert.${what}`, { when: times.format(at) })}</li>
          ))}
        </ul>
        <p>{t('account.alert.unless')}</p>
        <div className="flex flex-wrap gap-x-5 gap-y-1">
          <Link to="/settings/$part" params={{ part: 'security' }} className={action}>
            {t('account.alert.review')}
          </Link>
          <button type="button" className={action} disabled={busy} onClick={() => void run()}>
            {t('account.alert.dismiss')}
          </button>
        </div>
      </div>
    </div>
  )
}

const action = 'inline-flex min-h-6 shrink-0 items-center font-semibold underline-offset-2 hover:underline'

type StripProps = { readonly icon: ReactNode; readonly text: string; readonly children: ReactNode }

function Strip({ icon, text, children }: StripProps) {
  return (
    <div className="flex items-center justify-center gap-2.5 border-b border-line bg-warn-soft px-4 py-1.5 text-sm text-warn-text">
      <span className="shrink-0">{icon}</span>
      <span className="min-w-0">{text}</span>
      {children}
    </div>
  )
}
