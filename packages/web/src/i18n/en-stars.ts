// The English words of the list of starred messages.

export const enStars = {
  title: 'Starred messages',
  open: 'Starred messages',
  back: 'Back to the conversations',
  from: '{{name}}: {{text}}',
  elsewhere_one: 'One more starred message has not arrived on this device yet.',
  elsewhere_other: '{{count}} more starred messages have not arrived on this device yet.',
  unstar: 'Remove the star from what {{name}} wrote',
  more: 'Show more',
  emptyTitle: 'Nothing starred yet',
  emptyText:
    'Star what you want to find again: it is listed here, on all of your devices. Nobody else is told.',
}
