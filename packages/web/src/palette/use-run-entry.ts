// What happens when something in the palette is chosen.

import { useNavigate } from '@tanstack/react-router'
import { useEngine } from '../engine/engine-context.tsx'
import { quietUntil } from '../notices/quiet-times.ts'
import { useChooseTheme } from '../settings/use-theme.ts'
import { useShell } from '../shell/shell-context.ts'
import type { PaletteAction, PaletteEntry } from './entries.ts'

export function useRunEntry(onClose: () => void): (entry: PaletteEntry) => void {
  const engine = useEngine()
  const navigate = useNavigate()
  const { show } = useShell()
  const chooseTheme = useChooseTheme()

  function act(action: PaletteAction) {
    if (action === 'new' || action === 'keys') return show(action)
    onClose()
    if (action === 'settings') void navigate({ to: '/settings' })
    else if (action === 'starred') void navigate({ to: '/starred' })
    else if (action === 'quiet') void engine.call('choose', { quietUntil: quietUntil('hour', Date.now()) })
    else if (action === 'loud') void engine.call('choose', { quietUntil: 'off' })
    else chooseTheme(action)
  }

  async function openPerson(entry: Extract<PaletteEntry, { type: 'person' }>) {
    const outcome = await engine.call('openDirect', { account: entry.account })
    if (outcome.ok) void openConversation(outcome.value.conversation)
  }

  function openConversation(conversation: Extract<PaletteEntry, { type: 'conversation' }>['conversation']) {
    onClose()
    return navigate({ to: '/c/$conversation', params: { conversation }, search: {} })
  }

  return (entry) => {
    if (entry.type === 'action') act(entry.action)
    else if (entry.type === 'person') void openPerson(entry)
    else void openConversation(entry.conversation)
  }
}
