// The English words around knowing who is who: safety numbers, and who can read.

export const enTrust = {
  number: 'Safety number',
  title: 'Safety number with {{name}}',
  how: 'Let {{name}} open the same page about you, in person or on a call, and compare. The same on both sides: nobody sits in between.',
  verified: 'Verified',
  verifiedOn: 'Verified on {{date}}',
  cardVerified:
    'You compared the safety number. It stays verified when {{name}} adds a device, and you are warned if it ever changes.',
  cardOpen: 'To be sure that nobody sits in between, compare the safety number with {{name}} once.',
  compare: 'Compare',
  show: 'Show',
  words: 'In words',
  digits: 'In digits',
  copy: 'Copy: {{what}}',
  ownCode: 'The code for {{name}}’s camera',
  scan: 'Scan {{name}}’s code',
  showCode: 'Show my code',
  same: 'They are the same',
  differ: 'They differ',
  differText:
    'Then somebody may sit between you and {{name}}. Write nothing confidential here, reach {{name}} by another way, and tell whoever runs your server.',
  again: 'Compare again',
  decideFirst: 'This number has changed. Decide about that in the conversation first.',
  takeBack: 'Not verified after all',
  camera: {
    asking: 'Your browser asks whether the camera may be used.',
    looking: 'Point the camera at the code on {{name}}’s screen.',
    refused: 'The camera may not be used here. Allow it in the browser’s settings, or compare the words.',
    missing: 'There is no camera to use. Compare the words or the digits.',
  },
}

export const enSecurity = {
  title: 'Who can read this',
  people: 'People who can read this',
  devices_one: '{{count}} device can read this',
  devices_other: '{{count}} devices can read this',
  text: 'What is written here is sealed on the sender’s device and opened on these alone. The server carries it and can’t read it. Each device is signed by its owner’s account.',
  notIn: 'You are not in this conversation any more. Nothing new can be read here.',
  notVerified: 'Not verified',
  changed: 'Safety number changed',
  compareWith: 'Safety number with {{name}}',
  device: 'Device',
  thisDevice: 'this one',
  since: 'Since {{date}}',
  noDevice: 'No device yet',
}
