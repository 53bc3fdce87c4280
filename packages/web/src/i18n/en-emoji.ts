// The English words of the emoji picker. The names of emoji are Emojibase's.

export const enEmoji = {
  open: 'Emoji',
  title: 'Choose an emoji',
  search: 'Search emoji',
  none: 'No emoji is called that.',
  skinTone: 'Skin tone: {{tone}}. Change',
  nextSkinTone: 'Change the skin tone',
  tones: {
    none: 'yellow',
    light: 'light',
    'medium-light': 'medium light',
    medium: 'medium',
    'medium-dark': 'medium dark',
    dark: 'dark',
  },
  groups: {
    smileys: 'Smileys and feelings',
    people: 'People',
    nature: 'Animals and nature',
    food: 'Food and drink',
    travel: 'Travel and places',
    activities: 'Activities',
    things: 'Things',
    symbols: 'Symbols',
    flags: 'Flags',
  },
}
