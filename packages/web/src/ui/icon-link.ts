// The look of a link that is an icon alone; it must carry an `aria-label`.

export const iconLink =
  'inline-grid size-10 shrink-0 place-items-center rounded-md text-ink-soft transition-colors hover:bg-hover hover:text-ink'
