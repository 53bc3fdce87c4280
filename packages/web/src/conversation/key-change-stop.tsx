// Stands where the composer was when somebody's account key changed: says what it means and waits.

import type { ConversationDetails, PersonSnapshot } from '@sotto/client'
import { Link } from '@tanstack/react-router'
import { ShieldAlert } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'

type Props = { readonly details: ConversationDetails; readonly account: PersonSnapshot['account'] }

export function KeyChangeStop({ details, account }: Props) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState<'accept' | 'block'>()
  const accept = useCommand('acceptKey')
  const block = useCommand('block')
  const name = account
  const asked = asking === 'accept' ? accept : block

  async function confirm() {
    const outcome = await asked.run({ account })
    if (outcome.ok) setAsking(undefined)
  }

  return (
    <section
      aria-label={t('keyChange.title', { name })}
      className="flex shrink-0 flex-col gap-3 border-t border-line bg-warn-soft px-4 py-4"
    >
      <div className="mx-auto flex w-full max-w-2xl items-start gap-3">
        <ShieldAlert aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-warn-text" />
        <div className="flex flex-col gap-1">
          <h2 className="font-semibold text-warn-text">{t('keyChange.title', { name })}</h2>
          <p className="text-sm text-ink-soft">{t('keyChange.text', { name })}</p>
          <div className="mt-2 flex flex-wrap gap-2">
            {details.safetyNumber !== undefined && (
              <Link
                to="/c/$conversation"
                params={{ conversation: details.conversation }}
                search={{ panel: 'details' }}
                className="inline-flex min-h-8 items-center rounded-md border border-line bg-surface px-3 text-sm font-medium hover:bg-hover"
              >
                {t('keyChange.compare')}
              </Link>
            )}
            <Button small onClick={() => setAsking('accept')}>
              {t('keyChange.accept')}
            </Button>
            <Button small tone="danger-quiet" onClick={() => setAsking('block')}>
              {t('keyChange.block', { name })}
            </Button>
          </div>
        </div>
      </div>
      {asking !== undefined && (
        <ConfirmDialog
          title={
            asking === 'accept' ? t('keyChange.acceptTitle', { name }) : t('details.blockTitle', { name })
          }
          text={asking === 'accept' ? t('keyChange.acceptText', { name }) : t('details.blockText', { name })}
          action={asking === 'accept' ? t('keyChange.accept') : t('details.blockAction')}
          busy={asked.busy}
          error={asked.failure?.message}
          onConfirm={() => void confirm()}
          onClose={() => setAsking(undefined)}
        />
      )}
    </section>
  )
}
