// What an edited message said before, newest first.

import type { MessageSnapshot, MessageVersion } from '@sotto/client'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useEngine } from '../engine/engine-context.tsx'
import { MessageText } from '../message-text/message-text.tsx'
import { fullTime } from '../text/times.ts'
import { Dialog } from '../ui/dialog.tsx'
import { FormError } from '../ui/form-error.tsx'
import { RowSkeleton } from '../ui/skeleton.tsx'

type Props = { readonly message: MessageSnapshot; readonly onClose: () => void }

export default function VersionsDialog({ message, onClose }: Props) {
  const { t, i18n } = useTranslation()
  const engine = useEngine()
  const { conversation, id } = message
  const [versions, setVersions] = useState<readonly MessageVersion[]>()
  const [problem, setProblem] = useState<string>()
  useEffect(() => {
    void engine.call('versions', { conversation, id }).then((outcome) => {
      if (outcome.ok) setVersions(outcome.value.toReversed())
      else setProblem(outcome.error.message)
    })
  }, [engine, conversation, id])
  return (
    <Dialog title={t('message.versionsTitle')} onClose={onClose}>
      <div className="min-h-0 overflow-y-auto px-5 pb-5">
        <FormError text={problem} />
        {versions === undefined && problem === undefined && <RowSkeleton />}
        <ol className="flex flex-col gap-4">
          {versions?.map((version, at) => (
            <li key={`${version.at} ${version.text}`}>
              <p className="text-sm text-ink-quiet">
                {at === 0 && <span className="font-semibold text-ink">{t('message.versionNow')} · </span>}
                <time dateTime={new Date(version.at).toISOString()}>
                  {fullTime(version.at, i18n.language)}
                </time>
              </p>
              <div className="mt-1 rounded-lg bg-bubble px-3 py-2">
                <MessageText text={version.text} />
              </div>
            </li>
          ))}
        </ol>
      </div>
    </Dialog>
  )
}
