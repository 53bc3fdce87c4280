// Starts a conversation: with one person directly, with several as a named group.

import type { Commands, HistoryPolicy } from '@sotto/client'
import type { AccountName, ConversationId } from '@sotto/wire'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../engine/use-account.ts'
import { useCommand } from '../engine/use-command.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { FormError } from '../ui/form-error.tsx'
import { HistoryPicker } from './history-picker.tsx'
import { PeoplePicker } from './people-picker.tsx'

export default function NewConversation({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const { account } = useAccount()
  const [chosen, setChosen] = useState<readonly AccountName[]>([])
  const [name, setName] = useState('')
  const [history, setHistory] = useState<HistoryPolicy>({ kind: 'none' })
  const [tried, setTried] = useState(false)
  const group = chosen.length > 1
  const start = useStart(onClose)

  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (chosen.length > 0 && !(group && name.trim() === ''))
      void start.run({ members: chosen, name: name.trim(), history })
  }

  return (
    <Dialog title={t('people.title')} onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex min-h-0 flex-1 flex-col">
        <p className="px-5 pb-3 text-sm text-ink-quiet">{t('people.direct')}</p>
        <PeoplePicker chosen={chosen} without={[account]} onChosen={setChosen} />
        <footer className="flex flex-col gap-3 border-t border-line px-5 py-4">
          {group && (
            <TextField
              label={t('people.group')}
              placeholder={t('people.groupPlaceholder')}
              maxLength={64}
              value={name}
              onValueChange={setName}
              error={tried && name.trim() === '' ? t('people.needName') : undefined}
              hint={t('people.groupHint')}
            />
          )}
          {group && <HistoryPicker history={history} onChange={setHistory} />}
          <FormError text={start.failure?.message} />
          <Button type="submit" tone="primary" wide disabled={chosen.length === 0} busy={start.busy}>
            {group ? t('people.createGroup') : t('people.start')}
          </Button>
        </footer>
      </form>
    </Dialog>
  )
}

function useStart(onDone: () => void) {
  const navigate = useNavigate()
  const direct = useCommand('openDirect')
  const group = useCommand('createGroup')

  function open(conversation: ConversationId) {
    onDone()
    void navigate({ to: '/c/$conversation', params: { conversation }, search: {} })
  }

  async function run(wish: Commands['createGroup']['params']) {
    const [first] = wish.members
    if (first === undefined) return
    const outcome = wish.members.length === 1 ? await direct.run({ account: first }) : await group.run(wish)
    if (outcome.ok) open(outcome.value.conversation)
  }

  return { run, busy: direct.busy || group.busy, failure: direct.failure ?? group.failure }
}
