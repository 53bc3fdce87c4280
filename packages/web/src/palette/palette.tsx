// The command palette: one field to go anywhere. Conversations and actions are matched here, people by
// the directory.

import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../engine/use-account.ts'
import { useTopic } from '../engine/use-topic.ts'
import { useReturnFocus } from '../ui/use-return-focus.ts'
import {
  entryKey,
  type PaletteAction,
  type PaletteEntry,
  type PaletteSection,
  paletteSections,
} from './entries.ts'
import { PaletteItem } from './palette-item.tsx'
import { useRunEntry } from './use-run-entry.ts'

export default function Palette({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  useReturnFocus()
  const { account: own } = useAccount()
  const [query, setQuery] = useState('')
  const conversations = useTopic('conversations', undefined) ?? []
  const people = useTopic('people', { query: query.trim().toLowerCase() })?.people ?? []
  const actionLabel = (action: PaletteAction) => t(`palette.${action}`)
  const sections = paletteSections({ conversations, people, own, actionLabel }, query)
  const runEntry = useRunEntry(onClose)
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Popup
          aria-label={t('palette.title')}
          className="fixed top-[10dvh] left-1/2 z-50 flex max-h-[70dvh] w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 animate-settle flex-col overflow-hidden rounded-xl bg-raised text-ink shadow-pop"
        >
          <Autocomplete.Root
            open
            inline
            items={sections}
            mode="none"
            autoHighlight="always"
            keepHighlight
            value={query}
            onValueChange={(value, { reason }) => reason !== 'item-press' && setQuery(value)}
            itemToStringValue={(entry: PaletteEntry) => entry.label}
          >
            <Autocomplete.Input
              autoFocus
              autoComplete="off"
              aria-label={t('palette.label')}
              placeholder={t('palette.label')}
              className="min-h-13 border-b border-line bg-transparent px-5 text-lg outline-none"
            />
            <Autocomplete.Empty className="text-base text-ink-quiet empty:hidden">
              <p className="px-5 py-8 text-center">{t('palette.nothing')}</p>
            </Autocomplete.Empty>
            <Autocomplete.List
              aria-label={t('palette.title')}
              className="min-h-0 overflow-y-auto overscroll-contain p-2 empty:hidden"
            >
              {(section: PaletteSection) => (
                <Autocomplete.Group key={section.value} items={section.items} className="pb-1">
                  <Autocomplete.GroupLabel className="px-3 pt-2 pb-1 text-xs font-semibold text-ink-quiet">
                    {t(`palette.${section.value}`)}
                  </Autocomplete.GroupLabel>
                  <Autocomplete.Collection>
                    {(entry: PaletteEntry) => (
                      <PaletteItem key={entryKey(entry)} entry={entry} onRun={() => runEntry(entry)} />
                    )}
                  </Autocomplete.Collection>
                </Autocomplete.Group>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
