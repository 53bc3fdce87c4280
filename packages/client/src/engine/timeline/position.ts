// Where an item stands in a conversation's timeline: one whole number. What the log knows stands at its
// entry, the same on every device; own messages that wait stand behind everything, in the order written.

/** So many items may come from one entry. */
const slots = 16
/** Above every position that a log can reach. */
const waitingBase = 2 ** 52

export function positionOf(seq: number, slot = 0): number {
  return seq * slots + Math.min(slot, slots - 1)
}

/** The place in the log of what stands at a position. */
export function placeOf(position: number): number {
  return Math.floor(position / slots)
}

/** The last position that belongs to a place in the log. */
export function endOfPlace(seq: number): number {
  return positionOf(seq, slots - 1)
}

/** `order` rises with every message written on this device. */
export function waitingPosition(order: number): number {
  return waitingBase + order
}

export function isWaiting(position: number): boolean {
  return position >= waitingBase
}
