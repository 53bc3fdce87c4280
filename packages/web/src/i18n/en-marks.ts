// Words about what a person sets up for a conversation: pinned, what is told of it, and drafts from other devices.

export const enMarks = {
  menu: 'What to do with {{name}}',
  pin: 'Pin',
  unpin: 'Unpin',
  pinned: 'Pinned',
  notices: 'Notifications',
  levels: { everything: 'Everything', mentions: 'Mentions and answers', nothing: 'Nothing' },
  mute: 'Mute for a time',
  unmute: 'Unmute',
  muted: 'Muted',
  mutedUntil: 'Muted until {{time}}',
  hour: 'For an hour',
  workday: 'For 8 hours',
  week: 'For a week',
  otherTitle: 'You also wrote this on another device',
  otherUse: 'Add it',
  otherDrop: 'Discard it',
}
