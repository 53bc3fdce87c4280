// The English words around the app lock.

export const enLock = {
  section: 'App lock',
  title: 'Sotto is locked',
  text: 'What this device has stored is sealed. Nothing arrives here until you open it.',
  passphrase: 'Passphrase',
  present: 'Present passphrase',
  next: 'New passphrase',
  needPassphrase: 'Enter the passphrase.',
  open: 'Open',
  opening: 'Opening…',
  forgot: 'Forgot the passphrase?',
  forgetTitle: 'Forget this device?',
  forgetText:
    'Everything that is stored here is erased, and you can sign in again with your password. Messages that were written here and not sent yet are lost. In the list of your devices this one stays until you sign it out from another.',
  forget: 'Erase and sign in again',
  isOn: 'On',
  isOff: 'Off',
  onText: 'Opening Sotto here needs the passphrase.',
  offText: 'Whoever can open this browser can open Sotto. A passphrase seals what is stored here.',
  turnOn: 'Turn on the app lock',
  turnOff: 'Turn off the app lock',
  change: 'Change the passphrase',
  now: 'Lock now',
  after: 'Lock by itself',
  minutes_one: 'After a minute alone',
  minutes_other: 'After {{count}} minutes alone',
  never: 'Only when Sotto is closed',
  setText:
    'It is for this device alone and never leaves it. If you forget it, this device has to be erased; your account and your other devices stay.',
  removeText: 'After that Sotto opens here without being asked.',
  done: 'From now on Sotto opens here with this passphrase.',
}
