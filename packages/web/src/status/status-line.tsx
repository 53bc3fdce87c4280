// One quiet line above everything: the server is unreachable, what was missed is still coming, or a new
// version waits. What takes but a moment says nothing.

import type { ConnectionSnapshot } from '@sotto/client'
import { CloudDownload, CloudOff, RefreshCw, Sparkles } from 'lucide-react'
import type { ReactNode } from 'react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { useTopic } from '../engine/use-topic.ts'
import { applyUpdate, useUpdateReady } from './app-update.ts'

/** How long a lost connection, or catching up, goes unmentioned. */
const patience = 2500

export function StatusLine() {
  const connection = useTopic('connection', undefined)
  const shown = useSettled(connection)
  const updateReady = useUpdateReady()
  return (
    <div role="status" aria-live="polite" className="shrink-0">
      {shown !== undefined && <Connection connection={shown} />}
      {updateReady && <Update />}
    </div>
  )
}

function Connection({ connection }: { readonly connection: ConnectionSnapshot }) {
  const { t } = useTranslation()
  const { run, busy } = useCommand('reconnect')
  if (connection.state === 'online') {
    return (
      <Line icon={<CloudDownload aria-hidden="true" className="size-4 animate-breathe" />}>
        {t('status.catchingUp')}
      </Line>
    )
  }
  if (connection.state === 'connecting') {
    return (
      <Line icon={<RefreshCw aria-hidden="true" className="size-4 animate-breathe" />}>
        {t('status.connecting')}
      </Line>
    )
  }
  return (
    <Line
      icon={<CloudOff aria-hidden="true" className="size-4" />}
      action={
        <button type="button" className={action} disabled={busy} onClick={() => void run()}>
          {t('status.retry')}
        </button>
      }
    >
      {t('status.offline')} {connection.waiting > 0 && t('status.waiting', { count: connection.waiting })}
    </Line>
  )
}

function Update() {
  const { t } = useTranslation()
  return (
    <Line
      icon={<Sparkles aria-hidden="true" className="size-4" />}
      action={
        <button type="button" className={action} onClick={applyUpdate}>
          {t('status.updateNow')}
        </button>
      }
    >
      {t('status.update')}
    </Line>
  )
}

const action = 'min-h-6 shrink-0 font-semibold underline-offset-2 hover:underline'

type LineProps = { readonly icon: ReactNode; readonly action?: ReactNode; readonly children: ReactNode }

function Line({ icon, action: button, children }: LineProps) {
  return (
    <div className="flex items-center justify-center gap-2.5 border-b border-line bg-warn-soft px-4 py-1.5 text-sm text-warn-text">
      <span className="shrink-0">{icon}</span>
      <span className="min-w-0">{children}</span>
      {button}
    </div>
  )
}

/** The connection once it has been away, or catching up, for longer than a moment. */
function useSettled(connection: ConnectionSnapshot | undefined): ConnectionSnapshot | undefined {
  const [settled, setSettled] = useState(false)
  const lost = connection !== undefined && (connection.state !== 'online' || !connection.caughtUp)
  useEffect(() => {
    if (!lost) {
      setSettled(false)
      return
    }
    const timer = setTimeout(() => setSettled(true), patience)
    return () => clearTimeout(timer)
  }, [lost])
  return lost && settled ? connection : undefined
}
