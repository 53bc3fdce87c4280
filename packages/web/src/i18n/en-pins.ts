// The English words of what is pinned in a conversation.

export const enPins = {
  label: 'Pinned messages',
  one: 'Pinned message',
  place: 'Pinned message {{place}} of {{count}}',
  text: '{{name}}: {{text}}',
  line: '{{by}} pinned a message',
  show: 'Show it',
}
