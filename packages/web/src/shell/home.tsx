// Beside the list while no conversation is open.

import { MessagesSquare } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../engine/use-account.ts'
import { useTopic } from '../engine/use-topic.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { useShell } from './shell-context.ts'
import { shortcutWords } from './use-shortcut.ts'

export function Home() {
  const { t } = useTranslation()
  const { show } = useShell()
  const { account } = useAccount()
  const conversations = useTopic('conversations', undefined)
  if (conversations === undefined) return null
  const fresh = conversations.length === 0
  return (
    <EmptyState
      icon={MessagesSquare}
      title={fresh ? t('home.freshTitle', { name: account }) : t('home.title')}
      text={fresh ? t('home.freshText') : t('home.text', { key: shortcutWords('k') })}
    >
      <Button tone={fresh ? 'primary' : 'plain'} onClick={() => show('new')}>
        {t('list.new')}
      </Button>
    </EmptyState>
  )
}
