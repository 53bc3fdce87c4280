// One program in the list, with its end in the person's hands.

import type { ProgramAccess, RegisteredProgram } from '@sotto/client'
import { Blocks, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { IconButton } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { scopeWords } from './scope-words.ts'

type Changed = { readonly onChanged: () => Promise<void> }

export function AccessRow({ access, onChanged }: { readonly access: ProgramAccess } & Changed) {
  const { t, i18n } = useTranslation()
  const [ending, setEnding] = useState(false)
  const { run, busy, failure } = useCommand('revokeProgram')
  const { name, by, scopes, since, used } = access
  const days = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium' })
  const times =
    used === undefined
      ? t('programs.since', { when: days.format(since) })
      : t('programs.used', { since: days.format(since), when: days.format(used) })

  async function end() {
    if (!(await run({ access: access.access })).ok) return
    setEnding(false)
    await onChanged()
  }

  return (
    <Row name={name} action={t('programs.end', { name })} onAction={() => setEnding(true)}>
      <p className="text-sm text-ink-soft">{scopes.map((one) => t(scopeWords[one])).join(' · ')}</p>
      <p className="text-sm text-ink-quiet">
        {t('programs.by', { by })} · {times}
      </p>
      {ending && (
        <ConfirmDialog
          title={t('programs.endTitle', { name })}
          text={t('programs.endText')}
          action={t('programs.endAction')}
          busy={busy}
          error={failure?.message}
          onConfirm={() => void end()}
          onClose={() => setEnding(false)}
        />
      )}
    </Row>
  )
}

export function RegisteredRow({ program, onChanged }: { readonly program: RegisteredProgram } & Changed) {
  const { t } = useTranslation()
  const [removing, setRemoving] = useState(false)
  const { run, busy, failure } = useCommand('removeProgram')
  const { name, redirectUris } = program

  async function remove() {
    if (!(await run({ program: program.program })).ok) return
    setRemoving(false)
    await onChanged()
  }

  return (
    <Row name={name} action={t('programs.remove', { name })} onAction={() => setRemoving(true)}>
      <p className="text-sm text-ink-soft [overflow-wrap:anywhere]">
        {redirectUris.length === 0 ? t('programs.codesOnly') : redirectUris.join(' · ')}
      </p>
      <p className="font-mono text-xs text-ink-quiet [overflow-wrap:anywhere]">
        {t('programs.id', { program: program.program })}
      </p>
      {removing && (
        <ConfirmDialog
          title={t('programs.removeTitle', { name })}
          text={t('programs.removeText')}
          action={t('programs.removeAction')}
          busy={busy}
          error={failure?.message}
          onConfirm={() => void remove()}
          onClose={() => setRemoving(false)}
        />
      )}
    </Row>
  )
}

type RowProps = {
  readonly name: string
  readonly action: string
  readonly onAction: () => void
  readonly children: ReactNode
}

function Row({ name, action, onAction, children }: RowProps) {
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <Blocks aria-hidden="true" className="size-5 shrink-0 text-ink-quiet" />
      <div className="min-w-0 flex-1">
        <p className="font-medium [overflow-wrap:anywhere]">{name}</p>
        {children}
      </div>
      <IconButton small tone="danger-quiet" label={action} onClick={onAction}>
        <Trash2 aria-hidden="true" className="size-4" />
      </IconButton>
    </li>
  )
}
