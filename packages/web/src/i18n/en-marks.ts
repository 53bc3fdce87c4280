// Words about what a person sets up for a conversation: pinned, muted, and drafts from other devices.

export const enMarks = {
  menu: 'What to do with {{name}}',
  pin: 'Pin',
  unpin: 'Unpin',
  pinned: 'Pinned',
  mute: 'Mute',
  unmute: 'Unmute',
  muted: 'Muted',
  mutedUntil: 'Muted until {{time}}',
  hour: 'For an hour',
  workday: 'For 8 hours',
  week: 'For a week',
  always: 'Always',
  otherTitle: 'You also wrote this on another device',
  otherUse: 'Add it',
  otherDrop: 'Discard it',
}
