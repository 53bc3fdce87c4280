// Every component of `ui`, with the colours and sizes that they are made of, in light and in dark beside each other. A
// page of the development server alone: `gallery.html#page=components`.

import { MessageCircle, Pencil, Pin, Settings, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Avatar } from '../ui/avatar.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { AskDialog, ConfirmDialog, Dialog } from '../ui/dialog.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { TextField } from '../ui/field.tsx'
import { FileField } from '../ui/file-field.tsx'
import { FormError } from '../ui/form-error.tsx'
import { Mark } from '../ui/mark.tsx'
import { DropDown, MenuItem } from '../ui/menu.tsx'
import { NameForm } from '../ui/name-form.tsx'
import { PresenceDot } from '../ui/presence-dot.tsx'
import { QrCode } from '../ui/qr-code.tsx'
import { SearchField } from '../ui/search-field.tsx'
import { BubbleSkeleton, GridSkeleton, PageSkeleton, RowSkeleton } from '../ui/skeleton.tsx'

const schemes = ['light', 'dark'] as const
const nothing = () => {}

/** Both beside each other, each in a page of its own, because a page has one theme. */
export function BothThemes() {
  return (
    <main className="grid h-full max-wide:grid-rows-2 wide:grid-cols-2">
      {schemes.map((scheme) => (
        <iframe
          key={scheme}
          title={`In ${scheme}`}
          src={`?theme=${scheme}#page=components`}
          className="size-full"
        />
      ))}
    </main>
  )
}

export function ComponentsPage({ theme }: { readonly theme: string }) {
  return (
    <main className="h-full overflow-y-auto">
      <div className="flex min-w-0 flex-col gap-10 p-6">
        <header className="flex items-center gap-3">
          <Mark className="size-9" />
          <h1 className="text-2xl font-semibold tracking-tight">Sotto, in {theme}</h1>
        </header>
        <Colours />
        <Sizes />
        <Buttons />
        <Fields />
        <People />
        <Menus />
        <Waiting />
        <Empty />
      </div>
    </main>
  )
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="flex flex-col gap-4">
      <h2 className="text-lg font-semibold">{title}</h2>
      {children}
    </section>
  )
}

const grounds = [
  ['canvas', 'bg-canvas'],
  ['surface', 'bg-surface'],
  ['raised', 'bg-raised'],
  ['sunken', 'bg-sunken'],
  ['hover', 'bg-hover'],
  ['selected', 'bg-selected'],
  ['accent', 'bg-accent'],
  ['accent-soft', 'bg-accent-soft'],
  ['bubble', 'bg-bubble'],
  ['bubble-own', 'bg-bubble-own'],
  ['danger', 'bg-danger'],
  ['danger-soft', 'bg-danger-soft'],
  ['warn-soft', 'bg-warn-soft'],
  ['good', 'bg-good'],
  ['away', 'bg-away'],
] as const

const inks = [
  ['ink', 'text-ink'],
  ['ink-soft', 'text-ink-soft'],
  ['ink-quiet', 'text-ink-quiet'],
  ['accent-text', 'text-accent-text'],
  ['danger-text', 'text-danger-text'],
  ['warn-text', 'text-warn-text'],
] as const

function Colours() {
  return (
    <Part title="Colours">
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(7rem,1fr))] gap-3">
        {grounds.map(([name, look]) => (
          <li key={name} className="flex flex-col gap-1 text-sm text-ink-soft">
            <span className={`h-12 rounded-md border border-line ${look}`} />
            {name}
          </li>
        ))}
      </ul>
      <ul className="flex flex-wrap gap-x-5 gap-y-2">
        {inks.map(([name, look]) => (
          <li key={name} className={look}>
            {name}
          </li>
        ))}
      </ul>
    </Part>
  )
}

const types = ['text-xs', 'text-sm', 'text-base', 'text-lg', 'text-xl', 'text-2xl'] as const
const corners = ['rounded-sm', 'rounded-md', 'rounded-lg', 'rounded-xl'] as const

function Sizes() {
  return (
    <Part title="Type, corners, shadows">
      <ul className="flex flex-col gap-1">
        {types.map((size) => (
          <li key={size} className={size}>
            {size}: said quietly
          </li>
        ))}
      </ul>
      <ul className="flex flex-wrap gap-3">
        {[...corners, 'rounded-lg shadow-bar', 'rounded-lg shadow-pop'].map((look) => (
          <li key={look} className={`grid h-16 place-items-center bg-raised px-4 text-sm ${look}`}>
            {look.split(' ').at(-1)}
          </li>
        ))}
      </ul>
    </Part>
  )
}

const tones = ['primary', 'plain', 'quiet', 'danger', 'danger-quiet'] as const

function Buttons() {
  return (
    <Part title="Buttons">
      <div className="flex flex-wrap gap-2">
        {tones.map((tone) => (
          <Button key={tone} tone={tone}>
            {tone}
          </Button>
        ))}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button small>small</Button>
        <Button disabled>disabled</Button>
        <Button tone="primary" busy>
          busy
        </Button>
        <IconButton label="Edit">
          <Pencil className="size-5" />
        </IconButton>
        <IconButton label="Pin" tone="primary" small>
          <Pin className="size-4" />
        </IconButton>
        <IconButton label="Delete" tone="danger-quiet">
          <Trash2 className="size-5" />
        </IconButton>
      </div>
    </Part>
  )
}

function Fields() {
  const [sought, setSought] = useState('quiet')
  return (
    <Part title="Fields">
      <TextField label="Name" hint="As others see it." defaultValue="alice" />
      <TextField label="Password" type="password" error="Use at least 8 characters." />
      <SearchField label="Search" value={sought} onValue={setSought} />
      <FileField label="Key file" file={undefined} onFile={nothing} error={undefined} />
      <FormError text="The server can’t be reached." />
      <NameForm
        label="Name of the device"
        initial="Desk"
        busy={false}
        error={undefined}
        onSave={nothing}
        onClose={nothing}
      />
    </Part>
  )
}

const presences = ['online', 'away', 'busy', 'offline'] as const

function People() {
  return (
    <Part title="People">
      <div className="flex flex-wrap items-center gap-3">
        <Avatar name="alice" size="xs" />
        <Avatar name="bob" size="sm" presence="online" />
        <Avatar name="carol" presence="away" />
        <Avatar name="Press team" group />
        <Avatar name="dora" size="lg" presence="online" />
      </div>
      <ul className="flex flex-wrap gap-5">
        {presences.map((presence) => (
          <li key={presence} className="flex items-center gap-2">
            <PresenceDot presence={presence} size="md" /> {presence}
          </li>
        ))}
      </ul>
      <QrCode text="https://example.org/device#K7QM-94TN-WX3B" label="A code" />
    </Part>
  )
}

type Open = 'dialog' | 'confirm' | 'ask'

function Menus() {
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  return (
    <Part title="Menus and dialogs">
      <div className="flex flex-wrap gap-2">
        <DropDown align="start" trigger={<Button>Menu</Button>}>
          <MenuItem icon={Settings} onClick={nothing}>
            Settings
          </MenuItem>
          <MenuItem onClick={nothing}>Without an icon</MenuItem>
        </DropDown>
        <Button onClick={() => setOpen('dialog')}>Dialog</Button>
        <Button onClick={() => setOpen('confirm')}>Before it is too late</Button>
        <Button onClick={() => setOpen('ask')}>A question</Button>
      </div>
      {open === 'dialog' && (
        <Dialog title="A dialog" onClose={close}>
          <p className="px-5 pb-5 text-ink-soft">On a phone it is the whole screen.</p>
        </Dialog>
      )}
      {open === 'confirm' && (
        <ConfirmDialog
          title="Delete it?"
          text="It is gone from all devices."
          action="Delete"
          onConfirm={close}
          onClose={close}
        />
      )}
      {open === 'ask' && (
        <AskDialog title="For whom?" text="This can’t be taken back." onClose={close}>
          <Button onClick={close}>For me</Button>
          <Button tone="danger" onClick={close}>
            For everyone
          </Button>
        </AskDialog>
      )}
    </Part>
  )
}

function Waiting() {
  return (
    <Part title="Waiting">
      <RowSkeleton />
      <BubbleSkeleton />
      <PageSkeleton />
      <GridSkeleton className="h-40" />
    </Part>
  )
}

function Empty() {
  return (
    <Part title="Nothing yet">
      <EmptyState icon={MessageCircle} title="No messages yet" text="Say something quietly.">
        <Button tone="primary">Begin</Button>
      </EmptyState>
    </Part>
  )
}
