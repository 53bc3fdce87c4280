// The English words of the settings that belong to no other room.

export const enSettings = {
  title: 'Settings',
  back: 'All settings',
  /** What the list of parts calls each, and says of it where there is room. */
  parts: {
    you: { name: 'You', text: 'Your account, how Sotto looks' },
    profile: { name: 'Profile', text: 'Name, picture, who sees them' },
    devices: { name: 'Devices', text: 'Where you are signed in' },
    security: { name: 'Security', text: 'Password, recovery code, passkeys' },
    notifications: { name: 'Notifications', text: 'What you are told of, and when' },
    programs: { name: 'Programs', text: 'What may ask about your account' },
    history: { name: 'History', text: 'Copies of your messages' },
    blocked: { name: 'Blocked people', text: 'Who can’t write to you' },
    'this-device': { name: 'This device', text: 'App lock, signing out' },
  },
  appearance: 'Appearance',
  theme: 'Theme',
  themes: { system: 'System', light: 'Light', dark: 'Dark' },
  name: 'Name',
  server: 'Server',
  device: 'This device',
  blocked: 'Blocked people',
  blockedNone:
    'Nobody. People you block can’t write to you. They get no notice, but see that what they send you isn’t taken.',
  unblock: 'Unblock {{name}}',
  keyboard: 'Keyboard',
  keyboardText: 'Everything here can be done without a mouse.',
  keyboardShow: 'Show shortcuts',
  signOut: 'Sign out',
  signOutText: 'Ends the session and removes all messages from this device.',
  signOutTitle: 'Sign out of this device?',
  signOutBody:
    'All messages and keys are removed from this browser. Messages that wait to be sent are lost. You need your name and password to sign in again.',
  signOutWaiting_one: '{{count}} message has not been sent yet.',
  signOutWaiting_other: '{{count}} messages have not been sent yet.',
} as const
