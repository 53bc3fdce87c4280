// The English words before somebody is in: signing up and in, the recovery code, a store that can’t be used.

export const enSession = {
  welcome: {
    tagline: 'Private messages, under the breath.',
    points: {
      sealed: 'Sealed on this device. The server carries what it cannot read.',
      yours: 'Your team’s own server. Nobody in between.',
      offline: 'Keeps working when the network doesn’t.',
    },
  },
  auth: {
    signUpTitle: 'Create your account',
    signInTitle: 'Sign in',
    signUpText: 'On {{server}}. No e-mail, no phone number.',
    signInText: 'To {{server}}.',
    name: 'Name',
    nameHint: 'How others find you: small letters, digits, dots, dashes.',
    password: 'Password',
    passwordHint: 'Never leaves this device. The server can’t reset it.',
    showPassword: 'Show password',
    hidePassword: 'Hide password',
    signUp: 'Create account',
    signIn: 'Sign in',
    signingUp: 'Making your keys…',
    signingIn: 'Opening your account…',
    kept: 'The messages of {{name}} are still in this browser, sealed, and there again when {{name}} signs in.',
    forgetTitle: 'Erase the messages of {{name}}?',
    forgetText:
      'This browser keeps the messages of {{name}}, sealed. It can hold one account: entering as {{other}} erases them here for good. To keep both, use another browser or browser profile.',
    forget: 'Erase and go on',
    haveAccount: 'Already have an account?',
    noAccount: 'New here?',
    reason: {
      'signed-out': 'You signed out. This device keeps nothing of your messages.',
      'session-ended': 'Your session ended. Sign in again to go on.',
      'device-removed': 'This device was signed out from another one.',
      'begun-anew':
        'What was stored here is erased. Sign in, and your conversations come back from your history. In your devices the former one stays in the list until you sign it out.',
    },
    strength: {
      label: 'Password strength',
      short: 'Too short: {{count}} more to go',
      short_one: 'Too short: {{count}} more character',
      short_other: 'Too short: {{count}} more characters',
      weak: 'Weak: easy to guess. Add a few words.',
      fair: 'Fair: a longer one is better.',
      good: 'Good',
      strong: 'Strong',
    },
    badName: 'Use small letters, digits, dots and dashes. Begin and end with a letter or digit.',
    shortPassword: 'Use at least 8 characters.',
    needName: 'Enter your name.',
    needPassword: 'Enter your password.',
  },
  otherDevice: {
    title: 'Sign in with another device',
    text: 'Scan this with a device where you are signed in. Or open Settings there, then Devices, Sign in another device, and type the code.',
    qr: 'QR code that opens Sotto on your other device',
    code: 'Code',
    until: 'Good until {{time}}, for one sign-in. Nobody who calls you or writes to you needs it.',
    asking: 'Asking for a code…',
    waiting: 'Waiting for your other device…',
    again: 'Show a new code',
  },
  recovery: {
    title: 'Save your recovery code',
    text: 'If you forget your password, this code is the only way back to your messages. Without both they are gone for good. It is shown once; nobody else has it, and nobody can send it again.',
    code: 'Recovery code',
    copy: 'Copy',
    copied: 'Copied',
    download: 'Download',
    print: 'Print',
    confirm: 'I have saved it',
    confirmHint: 'Keep it where you would keep a passport, not on this device alone.',
    continue: 'Continue to Sotto',
    fileName: 'sotto-recovery-code-{{account}}.txt',
    fileText:
      'Sotto recovery code\n\nAccount: {{account}}\nServer:  {{server}}\nCode:    {{code}}\n\nWhoever has this code can read your messages. Keep it safe and offline.\n',
  },
  store: {
    title: 'This device’s storage can’t be used',
    text: 'Nothing is sent or received until it can, so nothing is lost. Free some space or allow this site to store data, then try again.',
    damaged:
      'Trying again rarely helps. Your account is not touched: you can start this device anew, and your conversations come back from your history.',
    anew: 'Start this device anew',
    anewTitle: 'Erase what is stored here?',
    anewText:
      'Your conversations come back when you sign in. Lost is what only this device had: messages that were written here and not sent yet, drafts, and what arrived here in the moments before it broke. Your other devices and your account stay as they are.',
    anewAction: 'Erase and sign in',
    profile:
      'Sotto is already open in another window that can’t share with this one. Close it, then try again.',
  },
  broken: {
    title: 'Something went wrong',
    text: 'Your messages are safe on this device. Opening the app again usually helps.',
    reload: 'Open again',
  },
} as const
