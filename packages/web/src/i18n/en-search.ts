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
    has: 'Link',
  },
  today: 'Today',
  yesterday: 'Yesterday',
  link: 'Messages with a link',
  day: 'A day',
  wayBack: 'Back to where you were',
  goToDay: 'Go to a day',
  go: 'Go',
  days: {
    today: 'Today',
    yesterday: 'Yesterday',
    week: 'A week ago',
    month: 'A month ago',
    beginning: 'The beginning',
  },
  nothingSince: 'Nothing was written on that day or since.',
  notHereYet: 'What was written then has not come to this device yet, or not all of it.',
  nearest: 'Show the nearest message, of {{day}}',
  goOn: 'Choose one, or go on typing.',
} as const
