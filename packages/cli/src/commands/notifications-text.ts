// The words of `notifications`, for `--help`.

import type { CommandText } from './command.ts'

export const notificationsText: CommandText = {
  name: 'notifications',
  synopsis:
    '[show message | name | nothing] [sound on | off] [hours FROM-TO | off] [quiet HOW LONG | always | off]',
  summary: 'what notifications show, and when there are none, on all devices of the account',
  details:
    'Without words it tells what is chosen. show: what a notification shows of a message. sound: whether there is one.\nhours: from when to when of every day nothing is told, by the clock of each device. quiet: do not disturb, for as\nlong as a number with m, h or d tells, or until it is off. What you are told of one conversation: sotto conversation.\n\nJSON: {"show","sound"}, "hours" ("22:00-07:00") where there are any, and "quietUntil" (milliseconds since 1970, or\n"always") while you are not to be disturbed',
  examples: [
    'sotto notifications',
    'sotto notifications show name sound off',
    'sotto notifications hours 22:00-07:00',
    'sotto notifications quiet 2h',
  ],
  options: [],
  words: [0, 8],
}
