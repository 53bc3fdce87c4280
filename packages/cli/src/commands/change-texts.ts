// The words of the commands that change messages, for `--help`.

import type { CommandText } from './command.ts'

const target =
  'CONVERSATION is a conversation id, or the name of somebody you talk with; MESSAGE the id of a message,\nas sotto history --json tells it.'
const waiting =
  'The command ends when the server has it for good; with --queue as soon as it is in the outbox of this device.\n\n  --queue   don’t wait for the server'
const changed = 'JSON: {"conversation","id","state"}; "id" is the message’s'

export const changeTexts = {
  reply: {
    name: 'reply',
    synopsis: 'CONVERSATION MESSAGE TEXT… | CONVERSATION MESSAGE -',
    summary: 'answer a message',
    details: `${target} "-" instead of the text reads standard input.\n${waiting}\n  --expires LENGTH   as with sotto send\n\nJSON: {"conversation","id","state"}; "id" is the answer’s`,
    examples: ['sotto reply bob m_AXyZ… I will, this afternoon'],
    options: ['queue', 'expires'],
    words: [3, Number.MAX_SAFE_INTEGER],
  },
  edit: {
    name: 'edit',
    synopsis: 'CONVERSATION MESSAGE TEXT… | CONVERSATION MESSAGE -',
    summary: 'write an own message anew, for everyone',
    details: `${target} "-" instead of the text reads standard input.\nWhat it said before can be looked up by everyone (sotto versions).\n${waiting}\n\n${changed}`,
    examples: ['sotto edit bob m_AXyZ… At nine, not at ten'],
    options: ['queue'],
    words: [3, Number.MAX_SAFE_INTEGER],
  },
  delete: {
    name: 'delete',
    synopsis: 'CONVERSATION MESSAGE',
    summary: 'delete an own message for everyone, or any message for this account',
    details: `${target} Devices that are away delete it when they come back; what somebody has\ncopied or written down nobody can delete.\n${waiting}\n  --for-me  only from the devices and the archive of this account; everybody’s messages too;\n            your other devices follow within seconds while a command of this profile runs\n\n${changed}; with --for-me {"conversation","id"}`,
    examples: ['sotto delete bob m_AXyZ…', 'sotto delete c_5rPZ… m_AXyZ… --for-me'],
    options: ['queue', 'for-me'],
    words: [2, 2],
  },
  react: {
    name: 'react',
    synopsis: 'CONVERSATION MESSAGE EMOJI',
    summary: 'react to a message with an emoji',
    details: `${target}\n${waiting}\n  --take-back   the reaction is no more\n\n${changed}`,
    examples: ['sotto react bob m_AXyZ… 👍', 'sotto react bob m_AXyZ… 👍 --take-back'],
    options: ['queue', 'take-back'],
    words: [3, 3],
  },
  versions: {
    name: 'versions',
    synopsis: 'CONVERSATION MESSAGE',
    summary: 'show what a message said before it was edited, oldest first',
    details: `${target} The last line is what it says now.\nOf a message that was deleted there is nothing.\n\nJSON, one a line: {"text","at"}`,
    examples: ['sotto versions bob m_AXyZ…'],
    options: [],
    words: [2, 2],
  },
  expire: {
    name: 'expire',
    synopsis: 'CONVERSATION [LENGTH | off]',
    summary: 'say, or change, how long what is written in a conversation stays',
    details:
      'CONVERSATION is a conversation id, or the name of somebody you talk with. LENGTH is a number with s, m, h, d\nor w, such as 30s, 8h or 4w, 52w at most. It counts for what everybody in it writes from then on: a message goes\nfrom the devices of who reads it so long after reading, and from those of its author after sending. Others may\nhave copied it before. One message alone: sotto send --expires.\n\nJSON: {"conversation","name","expires"}; seconds, 0 for messages that stay',
    examples: ['sotto expire bob', 'sotto expire bob 1d', 'sotto expire c_5rPZ… off'],
    options: [],
    words: [1, 2],
  },
} as const satisfies Record<string, CommandText>
