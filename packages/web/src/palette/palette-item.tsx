// One line of the palette.

import { Autocomplete } from '@base-ui/react/autocomplete'
import { BellRing, Keyboard, Monitor, Moon, MoonStar, Settings, SquarePen, Star, Sun } from 'lucide-react'
import { PersonAvatar } from '../profile/person-avatar.tsx'
import { Avatar } from '../ui/avatar.tsx'
import type { PaletteEntry } from './entries.ts'

const icons = {
  new: SquarePen,
  starred: Star,
  settings: Settings,
  keys: Keyboard,
  quiet: MoonStar,
  loud: BellRing,
  light: Sun,
  dark: Moon,
  system: Monitor,
} as const

type Props = { readonly entry: PaletteEntry; readonly onRun: () => void }

export function PaletteItem({ entry, onRun }: Props) {
  return (
    <Autocomplete.Item
      value={entry}
      onClick={onRun}
      className="flex min-h-11 cursor-pointer items-center gap-3 rounded-md px-3 text-base outline-none data-highlighted:bg-selected"
    >
      <EntryIcon entry={entry} />
      <span className="truncate">{entry.label}</span>
    </Autocomplete.Item>
  )
}

function EntryIcon({ entry }: { readonly entry: PaletteEntry }) {
  switch (entry.type) {
    case 'conversation':
      return <Avatar name={entry.label} group={entry.group} size="xs" />
    case 'person':
      return <PersonAvatar account={entry.account} size="xs" presence={entry.presence} />
    case 'action': {
      const Icon = icons[entry.action]
      return <Icon aria-hidden="true" className="mx-0.5 size-5 text-ink-quiet" />
    }
  }
}
