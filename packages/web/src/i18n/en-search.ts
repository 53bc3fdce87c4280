// Words about searching messages, and finding one's way in them.

export const enSearch = {
  narrow: 'Narrow the search',
  suggestions: 'Suggestions',
  filters: {
    from: 'From',
    in: 'In',
    before: 'Before',
    after: 'After',
    on: 'On',
    has: 'With a link',
  },
  today: 'Today',
  yesterday: 'Yesterday',
  link: 'Messages with a link',
  day: 'A day',
  goOn: 'Choose one, or go on typing.',
} as const
