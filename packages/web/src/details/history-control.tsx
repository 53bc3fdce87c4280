// What newcomers to this group see, in words, and for who may change the group a way to change it.

import type { ConversationDetails } from '@sotto/client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { HistoryPicker } from '../people/history-picker.tsx'
import { useHistoryWords } from '../people/use-history-words.ts'
import { Button } from '../ui/button.tsx'
import { FormError } from '../ui/form-error.tsx'

export function HistoryControl({ details }: { readonly details: ConversationDetails }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const words = useHistoryWords(details.history)
  return (
    <section aria-label={t('newcomers.label')} className="flex flex-col gap-2 border-t border-line pt-3">
      <div className="flex items-center justify-between gap-3">
        <h2 className="text-sm font-semibold">{t('newcomers.label')}</h2>
        {details.canManage && !open && (
          <Button small tone="quiet" className="-me-3" onClick={() => setOpen(true)}>
            {t('newcomers.change')}
          </Button>
        )}
      </div>
      {open ? (
        <HistoryForm details={details} onClose={() => setOpen(false)} />
      ) : (
        <p className="text-sm">{words}</p>
      )}
    </section>
  )
}

type FormProps = { readonly details: ConversationDetails; readonly onClose: () => void }

function HistoryForm({ details, onClose }: FormProps) {
  const { t } = useTranslation()
  const { run, busy, failure } = useCommand('setHistory')
  const [history, setHistory] = useState(details.history)

  async function save() {
    const outcome = await run({ conversation: details.conversation, history })
    if (outcome.ok) onClose()
  }

  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <HistoryPicker history={history} onChange={setHistory} />
      <p className="text-sm text-ink-quiet">{t('newcomers.hint')}</p>
      <FormError text={failure?.message} />
      <div className="flex justify-end gap-2">
        <Button small onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button small type="submit" tone="primary" busy={busy}>
          {t('details.save')}
        </Button>
      </div>
    </form>
  )
}
