// What the server tells a connection beside its entries: that something elsewhere changed.

/** Things that happened elsewhere; the client fetches what it needs. */
export type Notice =
  /** The devices of `subject` (an account one shares a conversation with, or the own one) changed. */
  | 'devices'
  /** One-time key packages run low: upload more. */
  | 'key-packages'
  /** A message request of the own account was answered, or a conversation's state for it changed (`subject`: conversation id). */
  | 'conversation'
  /** The own block list changed. */
  | 'blocks'
  /** What waited for this device has been sent (D-14); `subject` is empty. */
  | 'caught-up'
  /** The own account's ways in changed (V-7). */
  | 'account'
  /** Sealed records of the own account changed; `subject`: the device that wrote. */
  | 'records'
  /** The profile or status of `subject` (an account one shares a conversation with, or the own one) changed (PR-6). */
  | 'profile'
/** In the order of their numbers on the wire. */
export const notices: readonly Notice[] = [
  'devices',
  'key-packages',
  'conversation',
  'blocks',
  'caught-up',
  'account',
  'records',
  'profile',
]
