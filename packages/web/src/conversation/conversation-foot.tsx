// What stands below a timeline: the composer, or why there is none (a request, a changed key, a left
// group, a blocked person).

import type { ConversationDetails } from '@sotto/client'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Composer } from '../composer/composer.tsx'
import { EditComposer } from '../composer/edit-composer.tsx'
import type { Subject } from '../composer/subject.ts'
import { useAccount } from '../engine/use-account.ts'
import { useCommand } from '../engine/use-command.ts'
import { useTopic } from '../engine/use-topic.ts'
import { Button } from '../ui/button.tsx'
import { FormError } from '../ui/form-error.tsx'
import { KeyChangeStop } from './key-change-stop.tsx'
import { otherOf } from './other-of.ts'
import { RequestFoot } from './request-foot.tsx'

type Props = {
  readonly details: ConversationDetails
  readonly subject: Subject | undefined
  /** What was to be said about the subject is said, or isn't to be. */
  readonly onSubjectDone: () => void
  readonly onSent: () => void
}

export function ConversationFoot(props: Props) {
  const { t } = useTranslation()
  switch (props.details.state) {
    case 'request':
      return <RequestFoot details={props.details} />
    case 'left':
      return <Note>{t('conversation.leftNote')}</Note>
    case 'removed':
      return <Note>{t('conversation.removedNote')}</Note>
    case 'active':
      return <ActiveFoot {...props} />
  }
}

function ActiveFoot(props: Props) {
  const { t } = useTranslation()
  const { details } = props
  const { account } = useAccount()
  const blocked = useTopic('blocks', undefined)
  const them = otherOf(details, account)
  const other = them?.account
  if (them?.gone === true) return <Note>{t('conversation.goneNote', { name: them.account })}</Note>
  if (other !== undefined && blocked?.includes(other) === true) return <BlockedNote account={other} />
  const [changed] = details.changedKeys
  if (changed !== undefined)
    return <KeyChangeStop key={changed.account} details={details} changed={changed} />
  const { subject, onSubjectDone, onSent } = props
  if (subject?.kind === 'edit')
    return (
      <EditComposer
        key={subject.message.id}
        details={details}
        message={subject.message}
        onDone={onSubjectDone}
      />
    )
  return (
    <Composer
      key={details.conversation}
      details={details}
      replyTo={subject?.message}
      onReplied={onSubjectDone}
      onSent={onSent}
    />
  )
}

function BlockedNote({ account }: { readonly account: ConversationDetails['members'][number] }) {
  const { t } = useTranslation()
  const { run, busy, failure } = useCommand('unblock')
  return (
    <Note>
      <span>{t('conversation.blockedNote', { name: account })}</span>
      <Button small busy={busy} onClick={() => void run({ account })}>
        {t('conversation.unblock')}
      </Button>
      <FormError text={failure?.message} />
    </Note>
  )
}

function Note({ children }: { readonly children: ReactNode }) {
  return (
    <div className="flex shrink-0 flex-wrap items-center justify-center gap-3 border-t border-line bg-canvas px-4 py-4 text-center text-sm text-ink-soft">
      {children}
    </div>
  )
}
