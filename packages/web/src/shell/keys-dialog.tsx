// What the keyboard can do, in one small page.

import { useTranslation } from 'react-i18next'
import { Dialog } from '../ui/dialog.tsx'
import { isMac, shortcutWords } from './use-shortcut.ts'

export default function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const keys = [
    ['palette', shortcutWords('k')],
    ['search', shortcutWords('f', { shift: true })],
    ['next', `${shortcutWords('↑', { alt: true })}  ${shortcutWords('↓', { alt: true })}`],
    ['send', 'Enter'],
    ['line', isMac() ? '⇧ Enter' : 'Shift Enter'],
    ['messages', '↑'],
    ['move', '↑  ↓'],
    ['wayBack', shortcutWords('b', { shift: true })],
    ['close', 'Esc'],
    ['keys', shortcutWords('/')],
  ] as const
  return (
    <Dialog title={t('keys.title')} onClose={onClose}>
      <dl className="min-h-0 divide-y divide-line overflow-y-auto px-5 pb-3 text-base">
        {keys.map(([what, written]) => (
          <div key={what} className="flex items-center justify-between gap-4 py-2.5">
            <dt>{t(`keys.${what}`)}</dt>
            <dd className="flex shrink-0 gap-1.5">
              {written.split('  ').map((chord) => (
                <kbd
                  key={chord}
                  className="rounded-sm bg-sunken px-1.5 py-0.5 font-sans text-xs text-ink-soft"
                >
                  {chord}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
