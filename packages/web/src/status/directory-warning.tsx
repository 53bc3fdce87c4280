// What is wrong with the server's word about keys and devices, above everything until it is settled: what happened, the
// proof to show to others, and the decision to go on all the same.

import type { DirectoryDoubt } from '@sotto/client'
import { ShieldAlert } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { useTopic } from '../engine/use-topic.ts'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { saveText } from '../ui/save-file.ts'

/** Of the moment: there is nothing to decide, the next answer may be in order. */
const passing: readonly DirectoryDoubt['kind'][] = ['unproven', 'older']

export function DirectoryWarning() {
  const directory = useTopic('directory', undefined)
  return directory?.state === 'doubtful' ? <Warning doubt={directory} /> : null
}

const action = 'min-h-6 shrink-0 font-semibold underline-offset-2 hover:underline'

function Warning({ doubt }: { readonly doubt: DirectoryDoubt }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const { run, busy, failure } = useCommand('acceptDirectory')

  async function goOn() {
    const outcome = await run({ since: doubt.since })
    if (outcome.ok) setAsking(false)
  }

  return (
    <div
      role="alert"
      className="flex shrink-0 flex-wrap items-center justify-center gap-x-4 gap-y-1 border-b border-line bg-warn-soft px-4 py-2 text-sm text-warn-text"
    >
      <ShieldAlert aria-hidden="true" className="size-4 shrink-0" />
      <span className="min-w-0 max-w-3xl flex-1 basis-72">{doubt.text}</span>
      {!passing.includes(doubt.kind) && (
        <>
          <button
            type="button"
            className={action}
            onClick={() => saveText('sotto-directory.json', proofOf(doubt))}
          >
            {t('directory.save')}
          </button>
          <button type="button" className={action} onClick={() => setAsking(true)}>
            {t('directory.goOn')}
          </button>
        </>
      )}
      {asking && (
        <ConfirmDialog
          title={t('directory.goOnTitle')}
          text={t('directory.goOnText')}
          action={t('directory.goOn')}
          busy={busy}
          error={failure?.message}
          onConfirm={() => void goOn()}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  )
}

function proofOf({ kind, since, about, heads }: DirectoryDoubt): string {
  return `${JSON.stringify({ kind, since, about, heads }, null, 2)}\n`
}
