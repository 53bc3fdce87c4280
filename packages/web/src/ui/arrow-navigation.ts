// Arrow keys, Home and End in a list whose focusable entries carry `data-nav`. Virtual lists keep a few
// entries rendered beyond the edge, so the next one is always there to take the focus.

const steps: Record<string, (index: number, count: number) => number> = {
  ArrowDown: (index, count) => Math.min(count - 1, index + 1),
  ArrowUp: (index) => Math.max(0, index - 1),
  Home: () => 0,
  End: (_index, count) => count - 1,
}

/** A ref for the element around the entries. */
export function arrowKeys(element: HTMLElement | null): (() => void) | undefined {
  if (element === null) return undefined
  const onKeyDown = (event: KeyboardEvent) => moveFocus(element, event)
  element.addEventListener('keydown', onKeyDown)
  return () => element.removeEventListener('keydown', onKeyDown)
}

/** The same, where the element around them can hold the focus itself: going up from there begins at the last. */
export function arrowKeysFromEnd(element: HTMLElement | null): (() => void) | undefined {
  if (element === null) return undefined
  const onKeyDown = (event: KeyboardEvent) => {
    const inside = entriesOf(element).some((entry) => entry.contains(document.activeElement))
    if (inside) moveFocus(element, event)
    else if (event.key === 'ArrowUp') {
      event.preventDefault()
      entriesOf(element).at(-1)?.focus()
    }
  }
  element.addEventListener('keydown', onKeyDown)
  return () => element.removeEventListener('keydown', onKeyDown)
}

function moveFocus(element: HTMLElement, event: KeyboardEvent): void {
  const step = steps[event.key]
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return
  const inField = event.target instanceof HTMLInputElement
  if (inField && (event.key === 'Home' || event.key === 'End')) return
  const entries = entriesOf(element)
  if (entries.length === 0) return
  const present = entries.findIndex((entry) => entry.contains(document.activeElement))
  event.preventDefault()
  entries[step(present, entries.length)]?.focus()
}

function entriesOf(element: HTMLElement): readonly HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>('[data-nav]')]
}
