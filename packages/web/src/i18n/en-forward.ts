// The English words of forwarding a message.

export const enForward = {
  title: 'Forward',
  search: 'Search conversations',
  list: 'Conversations',
  none: 'No conversation is called so.',
  note: 'It is marked as forwarded. Who wrote it, and where, is not told.',
  action_one: 'Forward to {{count}} conversation',
  action_other: 'Forward to {{count}} conversations',
  failed: 'Not forwarded to {{name}}: {{text}}',
}
