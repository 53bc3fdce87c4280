// Adds people to a group.

import type { ConversationDetails, HistoryPolicy } from '@sotto/client'
import type { AccountName } from '@sotto/wire'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { PeoplePicker } from '../people/people-picker.tsx'
import { dayIn } from '../people/use-history-words.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormError } from '../ui/form-error.tsx'

type Props = { readonly details: ConversationDetails; readonly onClose: () => void }

export function AddMembers({ details, onClose }: Props) {
  const { t } = useTranslation()
  const { run, busy, failure } = useCommand('addMembers')
  const told = useToldOf(details.history)
  const [chosen, setChosen] = useState<readonly AccountName[]>([])
  async function add() {
    const outcome = await run({ conversation: details.conversation, members: chosen })
    if (outcome.ok) onClose()
  }
  return (
    <Dialog title={t('details.add')} onClose={onClose}>
      <PeoplePicker chosen={chosen} without={details.members} onChosen={setChosen} />
      <footer className="flex flex-col gap-3 border-t border-line px-5 py-4">
        <p className="text-sm text-ink-quiet">{told}</p>
        <FormError text={failure?.message} />
        <Button tone="primary" wide disabled={chosen.length === 0} busy={busy} onClick={() => void add()}>
          {chosen.length === 0 ? t('details.add') : t('details.addAction', { count: chosen.length })}
        </Button>
      </footer>
    </Dialog>
  )
}

/** What those who are added will see of what was written before. */
function useToldOf(history: HistoryPolicy): string {
  const { t, i18n } = useTranslation()
  switch (history.kind) {
    case 'none':
      return t('newcomers.addedNone')
    case 'all':
      return t('newcomers.addedAll')
    case 'from':
      return t('newcomers.addedFrom', { day: dayIn(history.at, i18n.language) })
  }
}
