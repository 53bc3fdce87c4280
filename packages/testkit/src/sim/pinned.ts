// Seeds that once broke something, with what it was. They are run every time.

export const pinned: readonly (readonly [seed: number, why: string])[] = [
  [2, 'what a removed member had wished stayed, to come true when it was let in again'],
  [9, 'a device that was removed and let in again missed what it had not fetched before'],
  [17, 'a notice of leaving was sealed in the epoch before: newcomers could not read it'],
  [27, 'a wish to leave outlived the removal, and stood in the way after the next welcome'],
  [28, 'whoever left lost what came into the log just before'],
  [33, 'a message was called failed by whoever had left, and all others had it'],
  [59, 'who had left stayed in the tree when all who knew had left as well'],
  [65, 'what was written after a change was sealed before it: who was added could not read it'],
  [72, 'whoever had left and was let in again was called one who had left'],
  [82, 'receipts waited for ever when they had been due without a connection'],
  [84, 'of three stays the one between was lost to whoever was away all the time'],
  [123, 'a lost race waited for ever when the question where it stood got lost'],
  [154, 'a Welcome was refused by whoever had been given the end of an earlier stay without its beginning'],
  [
    3018,
    'a message was called failed by whoever had left, although it came into the log after they were added again',
  ],
  [3073, 'a request to leave came after its device was added again, and made a member whom nothing reaches'],
]

/** The same, of worlds in which machines fail too. */
export const pinnedStruck: typeof pinned = [
  [
    10140,
    'a notice of leaving was refused, because another device had declined, and the leaving waited for ever',
  ],
]
