// The keyboard's way between the field and the messages above it: up from an empty field to the newest one,
// and back with Escape.

/** A ref for the element around both. */
export function fieldAndMessages(element: HTMLElement | null): (() => void) | undefined {
  if (element === null) return undefined
  const onKeyDown = (event: KeyboardEvent) => {
    const { target } = event
    const goal =
      target instanceof HTMLTextAreaElement
        ? leavesUp(event, target) && [...element.querySelectorAll<HTMLElement>('[data-message]')].at(-1)
        : leavesMessage(event) && element.querySelector('textarea')
    if (!(goal instanceof HTMLElement)) return
    event.preventDefault()
    event.stopPropagation()
    goal.focus()
  }
  element.addEventListener('keydown', onKeyDown)
  return () => element.removeEventListener('keydown', onKeyDown)
}

function leavesUp(event: KeyboardEvent, { value }: HTMLTextAreaElement): boolean {
  const held = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey
  return event.key === 'ArrowUp' && value === '' && !held
}

function leavesMessage({ key, target }: KeyboardEvent): boolean {
  return key === 'Escape' && target instanceof Element && target.closest('[data-message]') !== null
}
