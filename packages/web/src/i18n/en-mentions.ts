// Words about naming somebody in a message.

export const enMentions = {
  everyone: 'everyone',
  everyoneNote: 'Tells all who are in this group',
  suggestions: 'People to name',
  unread_one: '{{count}} unread message names you',
  unread_other: '{{count}} unread messages name you',
  next_one: 'Go to the message that names you',
  next_other: 'Go to the next of {{count}} messages that name you',
  write: 'Write a message',
} as const
