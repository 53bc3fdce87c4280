// The English words around signing in through the company's provider.

export const enSso = {
  provider: 'your company',
  signIn: 'Sign in with {{name}}',
  required:
    'This server asks {{name}} first who you are. Then you open your messages as ever: {{name}} can’t.',
  known: '{{name}} says who you are: this is {{account}}’s account. Now open it.',
  unknown:
    '{{name}} says who you are. No account here is connected with that yet: create one, or sign in to yours, and it will be.',
  drop: 'That isn’t me',
  arriving: 'Signing you in…',
  arrivingText: 'One moment.',
  failed: 'That did not work',
  again: 'Begin again',
  section: 'Your company’s sign-in',
  on: 'Connected. When you sign in with {{name}} on a new device, Sotto knows whose account it is. Your messages open with your password all the same.',
  onRequired:
    'Connected. On a new device {{name}} is asked who you are; your messages open with your password all the same. This server wants everybody to be connected.',
  off: 'Not connected. Lets you begin with {{name}} when you sign in. It says who you are, and can’t open your messages.',
  offRequired:
    'Not connected. This server wants you to sign in with {{name}} on a new device: connect now, or when you do.',
  connectShort: 'Connect',
  connect: 'Connect with {{name}}',
  connectTitle: 'Connect your account',
  connectText:
    'From then on your sign-in at {{name}} belongs to {{account}}’s account here, and to no other. {{name}} can’t open your messages.',
  disconnect: 'Disconnect',
  disconnectFrom: 'Disconnect from {{name}}',
  disconnectText:
    'Your sign-in at {{name}} belongs to no account here any more. Your password, passkeys and devices stay as they are.',
  othersTitle: 'This is somebody else’s',
  othersText:
    'This sign-in at {{name}} belongs to {{account}}’s account. Sign in there as yourself, and begin again.',
} as const
