// Every state a screen or dialog can be in, on a desk and on a phone, in light and (for its colours) in dark: no
// violations that axe can find, and nothing wider than the screen. The app runs over an engine in memory that is given the state.

import { expect, type Page, test } from '@playwright/test'
import { type ServedPages, serveGallery } from '../serve-pages.ts'
import {
  type Act,
  bob,
  button,
  check,
  choose,
  conversation,
  details,
  fill,
  frank,
  grace,
  item,
  keys,
  longMessage,
  onMessage,
  ownLength,
  press,
  radio,
  readers,
  replyToLast,
  search,
  searchEmoji,
  sees,
  signUp,
  visible,
  winter,
} from './screen-acts.ts'
import { expectNoViolations } from './violations.ts'

const desk = { width: 1280, height: 800 }
const phone = { width: 360, height: 740 }

test.describe.configure({ mode: 'parallel' })

let pages: ServedPages
// One for each half of the screens, which are in memory: opening a window takes longer than looking at what is in it.
let page: Page

test.beforeAll(async ({ browser }) => {
  pages = await serveGallery()
  page = await browser.newPage({ reducedMotion: 'reduce' })
})
test.afterEach(async () => {
  await page.mouse.move(0, 0)
  await page.evaluate(() => localStorage.clear())
})
test.afterAll(async () => {
  await page?.close()
  await pages?.close()
})

type Screen = {
  /** Of the gallery's worlds, `lived-in` unless told. */
  readonly world?: string
  readonly path?: string
  readonly acts?: readonly Act[]
  /** What can be seen when the screen is there. */
  readonly shows: string | RegExp
}

const screens: Record<string, Screen> = {
  'a code for another device to type': {
    world: 'signed-out',
    path: '/other-device',
    shows: 'Waiting for your other device…',
  },
  'sign up': { world: 'signed-out', path: '/sign-up', shows: 'Create your account' },
  'sign up, refused': {
    world: 'signed-out',
    path: '/sign-up',
    acts: [button('Create account')],
    shows: 'Use at least 8 characters.',
  },
  'recovery code': {
    world: 'signed-out',
    path: '/sign-up',
    acts: [signUp],
    shows: 'Save your recovery code',
  },
  'sign in, after the session ended': {
    world: 'session-ended',
    path: '/sign-in',
    shows: 'Your session ended. Sign in again to go on.',
  },
  'sign in with the recovery code': {
    world: 'signed-out',
    path: '/recover',
    acts: [button('Sign in with the code')],
    shows: 'Enter your recovery code.',
  },
  'sign in with a key file': {
    world: 'signed-out',
    path: '/key-file',
    acts: [check(/forgotten my password/), button('Sign in with the file')],
    shows: 'Choose your key file.',
  },
  'sign in, beside the company’s sign-in': {
    world: 'provider',
    path: '/sign-in',
    shows: 'Sign in with Acme Ltd',
  },
  'sign up, where the company is asked first': {
    world: 'provider-required',
    path: '/sign-up',
    shows: /This server asks Acme Ltd first/,
  },
  'back from the company’s sign-in, refused': {
    world: 'provider',
    path: '/sso?code=1&state=2',
    shows: /begun too long ago/,
  },
  'connected with the company’s sign-in': {
    world: 'connected',
    path: '/settings/security',
    acts: [button('Disconnect from Acme Ltd')],
    shows: /belongs to no account here any more/,
  },
  'told of what another device did': { world: 'account-alerts', shows: /signed in with your recovery code/ },
  'asked for the recovery code': {
    world: 'reminder',
    acts: [button('Check')],
    shows: 'Group 5',
  },
  'without a recovery code that works': { world: 'dead-code', shows: /no recovery code that works/ },
  'a store that can’t be used': { world: 'store-failed', shows: 'This device’s storage can’t be used' },
  'starting a device anew': {
    world: 'store-damaged',
    acts: [button('Start this device anew')],
    shows: 'Erase what is stored here?',
  },
  'a locked app': { world: 'locked', acts: [button('Open')], shows: 'Enter the passphrase.' },
  'locked by a passkey and a passphrase': { world: 'locked-both', shows: 'Open with your passkey' },
  'locked by a passkey': { world: 'locked-passkey', shows: 'Is the passkey gone?' },
  'turning on the lock': {
    path: '/settings/this-device',
    acts: [button('Turn on the app lock'), sees('Lock by itself')],
    shows: 'Lock by itself',
  },
  'turning on the lock by a passkey': {
    world: 'factors',
    path: '/settings/this-device',
    acts: [button('Turn on the app lock'), radio('Passkey')],
    shows: /unless you have set a passphrase as well/,
  },
  'a lock by a passkey, without one': {
    path: '/settings/this-device',
    acts: [button('Turn on the app lock'), radio('Passkey')],
    shows: 'Add one under Security',
  },
  'turning off the lock': {
    world: 'lock-on',
    path: '/settings/this-device',
    acts: [button('Turn off the app lock'), button('Use a passkey instead')],
    shows: 'Use the passphrase instead',
  },
  'the lock turned on': { world: 'lock-on', path: '/settings/this-device', shows: 'Lock now' },
  'nothing yet': { world: 'empty', shows: /^Welcome, alice|^No conversations yet/ },
  'the list, and nothing open': { shows: 'Message requests' },
  'a thousand conversations': { world: 'many', shows: 'Message requests' },
  'without the server': { world: 'offline', shows: /Server unreachable/ },
  'a direct conversation': { acts: [conversation(bob)], shows: 'Lunch on Friday?' },
  'pinned and muted conversations, and what was written elsewhere': {
    world: 'marked',
    acts: [conversation(bob)],
    shows: 'You also wrote this on another device',
  },
  'archived conversations': {
    world: 'marked',
    acts: [button(/^Archived/)],
    shows: 'Back to the list',
  },
  'the menu of a conversation': {
    acts: [conversation(bob), button('What to do with bob')],
    shows: 'For 8 hours',
  },
  'choosing what to be told of': {
    acts: [conversation(bob), details, sees(/^Verified on/), button(/^Notifications/)],
    shows: 'For a week',
  },
  'details of a muted conversation': {
    world: 'marked',
    acts: [conversation(press), details],
    shows: /^Muted until/,
  },
  'a conversation that isn’t here': {
    path: `/c/c_${'A'.repeat(22)}`,
    shows: 'This conversation isn’t here',
  },
  'the menu of a message': {
    acts: [conversation(bob), onMessage('They deliver on Thursday', 'More')],
    shows: 'Earlier versions',
  },
  'what a message said before': {
    acts: [conversation(bob), button('edited')],
    shows: 'Done. They deliver on Wednesday.',
  },
  'deleting a message': {
    acts: [conversation(bob), onMessage('They deliver on Thursday', 'More', 'Delete…')],
    shows: 'Delete for everyone',
  },
  'editing a message': {
    acts: [conversation(bob), onMessage('They deliver on Thursday', 'More', 'Edit')],
    shows: 'Edit message',
  },
  'choosing how long a message stays': {
    acts: [conversation(bob), button('How long this message stays')],
    shows: 'As others here: never',
  },
  'choosing how long messages stay': {
    acts: [conversation(bob), details, ownLength],
    shows: 'Of what',
  },
  'choosing an emoji': {
    acts: [conversation(bob), button('Emoji'), searchEmoji('rocket')],
    shows: '🚀',
  },
  'a failed message, missing ones': {
    world: 'trouble',
    acts: [conversation(bob)],
    shows: 'This message is too large for the server.',
  },
  'a folded message': { acts: [conversation(bob), longMessage], shows: 'Show all of it' },
  'an answer being written': {
    acts: [conversation(bob), sees('Lunch on Friday?'), replyToLast],
    shows: /^Reply to/,
  },
  'a request': { acts: [conversation(frank)], shows: 'frank wants to write to you' },
  'deleting a request': { acts: [conversation(frank), button('Delete')], shows: 'Delete this request?' },
  'blocking from a request': { acts: [conversation(frank), button('Block')], shows: 'Block frank?' },
  'a changed key': { acts: [conversation(grace)], shows: 'grace’s safety number has changed' },
  'a group that was left': { acts: [conversation(winter)], shows: /^You left this group/ },
  'details of two': { acts: [conversation(bob), details], shows: /^Verified on/ },
  'comparing safety numbers, which differ': {
    acts: [conversation(press), details, readers, button('Safety number with carol'), button('They differ')],
    shows: /^Then somebody may sit between/,
  },
  'who can read a conversation': {
    acts: [conversation(press), details, readers],
    shows: '5 devices can read this',
  },
  'blocking somebody': { acts: [conversation(bob), details, button('Block bob')], shows: 'Block bob?' },
  'starred messages': { path: '/starred', shows: /^carol: Plan for Thursday/ },
  'starred messages, none yet': { world: 'empty', path: '/starred', shows: 'Nothing starred yet' },
  'forwarding a message': {
    acts: [conversation(press), onMessage('The mayor confirmed!', 'More', 'Forward…'), choose('bob')],
    shows: 'Forward to 1 conversation',
  },
  'details of a group': { acts: [conversation(press), details], shows: 'Members' },
  'renaming a group': { acts: [conversation(press), details, button('Rename group')], shows: 'Group name' },
  'adding people': {
    acts: [conversation(press), details, button('Add people'), choose('dora')],
    shows: 'Add 1 person',
  },
  'removing somebody': { acts: [conversation(press), details, button('Remove bob')], shows: 'Remove bob?' },
  'leaving a group': {
    acts: [conversation(press), details, button('Leave group')],
    shows: 'Leave “Press team”?',
  },
  'a new conversation': { acts: [button('New conversation')], shows: 'Start conversation' },
  'a new group': { acts: [button('New conversation'), choose('bob', 'carol')], shows: 'Create group' },
  'a new conversation, without the server': {
    world: 'offline',
    acts: [button('New conversation')],
    shows: 'The server is unreachable: these are the people this device knows.',
  },
  'the palette': { acts: [sees('Message requests'), keys('Control+k')], shows: 'Open settings' },
  'the shortcuts': { acts: [sees('Message requests'), keys('Control+/')], shows: 'Keyboard shortcuts' },
  'found by a search': { acts: [search('printer')], shows: 'Messages' },
  'narrowing a search': { acts: [search('the from:')], shows: 'carol' },
  'naming somebody': {
    acts: [conversation(press), fill('Message Press team', '@')],
    shows: 'Tells all who are in this group',
  },
  'somebody who is named': {
    acts: [conversation(press), fill('Message Press team', 'thanks, @bob and @everyone'), keys('Enter')],
    shows: '@everyone',
  },
  'going to a day': {
    acts: [conversation(bob), button('What to do with bob'), item('Go to a day')],
    shows: 'The beginning',
  },
  'nothing found': { acts: [search('xylophone')], shows: 'Nothing found' },
  // on the phone it is the list of parts, which the desk has at the side
  settings: { path: '/settings', shows: 'Devices' },
  'settings: you': { path: '/settings/you', shows: 'Appearance' },
  'settings: security': { world: 'factors', path: '/settings/security', shows: 'Second factor' },
  'settings: notifications': {
    world: 'quiet',
    path: '/settings/notifications',
    shows: 'Who wrote, and what',
  },
  'not to be disturbed': { world: 'quiet', shows: 'Do not disturb is on' },
  'settings: the own profile': {
    world: 'profiles',
    path: '/settings/profile',
    shows: 'Who sees your profile',
  },
  'somebody’s profile, in the details': {
    world: 'profiles',
    acts: [conversation(/^Robert Ashcombe/), details],
    shows: 'Head of research',
  },
  'the own status': {
    world: 'profiles',
    acts: [button(/^Your status/)],
    shows: 'Nothing interrupts you on any of your devices.',
  },
  'settings: nobody blocked': { path: '/settings/blocked', shows: /^Nobody\. People you block/ },
  'a code to type': { path: '/device', acts: [button('Continue')], shows: 'Enter the code.' },
  'a code with which nothing waits': {
    path: '/device',
    acts: [fill('Code', '0000-0000-0000'), button('Continue')],
    shows: /^Nothing waits with this code/,
  },
  'a device that asks to be signed in': {
    path: '/device#K7QM-94TN-WX3B',
    acts: [button('Continue'), button('Sign it in')],
    shows: 'Enter your password.',
  },
  'a device that was signed in': {
    path: '/device#K7QM-94TN-WX3B',
    acts: [button('Continue'), fill('Your password', 'a quiet heron'), button('Sign it in')],
    shows: 'It is signed in',
  },
  'a program that shows a code': {
    path: '/device#7M2Q-94TN',
    acts: [button('Continue')],
    shows: 'Status board asks for access to your account',
  },
  'a program that asks': {
    path: '/authorize?client_id=x&redirect_uri=x&response_type=code&scope=x',
    shows: 'Afterwards you go to board.example.org.',
  },
  'a program that asks for nonsense': { path: '/authorize', shows: 'This can’t go on' },
  'programs with access': { world: 'programs', path: '/settings/programs', shows: 'Night watch' },
  'ending the access of a program': {
    world: 'programs',
    path: '/settings/programs',
    acts: [button('End access of Status board')],
    shows: 'End access of Status board?',
  },
  'registering a program': {
    path: '/settings/programs',
    acts: [button('Register a program'), choose('Register a program')],
    shows: 'Give it a name.',
  },
  'signing out': {
    path: '/settings/this-device',
    acts: [button(/^Sign out$/)],
    shows: 'Sign out of this device?',
  },
  'renaming a device': {
    path: '/settings/devices',
    acts: [button('Rename Safari on iPhone')],
    shows: 'Name of the device',
  },
  'signing out a device': {
    path: '/settings/devices',
    acts: [button('Sign out Safari on iPhone')],
    shows: 'Sign out Safari on iPhone?',
  },
  'a new device': { world: 'new-device', shows: 'Was this you?' },
  'changing the password': {
    path: '/settings/security',
    acts: [button('Change password')],
    shows: 'Present password',
  },
  'a new recovery code': {
    path: '/settings/security',
    acts: [button('New recovery code'), fill('Your password', 'a quiet heron'), keys('Enter')],
    shows: 'I have saved it',
  },
  'saving a copy of the history': {
    path: '/settings/history',
    acts: [button('Save a copy'), button('Save the file')],
    shows: 'Use at least 8 characters.',
  },
  'bringing in a copy of the history': {
    path: '/settings/history',
    acts: [button('Bring in a copy'), button('Bring it in')],
    shows: 'Choose the file.',
  },
  'saving a key file': {
    path: '/settings/security',
    acts: [button('Save a key file')],
    shows: 'A password for the file',
  },
}

for (const [name, { world = 'lived-in', path = '/', acts = [], shows }] of Object.entries(screens)) {
  // what takes several presses to come to is most often a dialog over a screen that is looked at anyway
  test(`screen: ${name}`, { tag: acts.length > 1 ? '@thorough' : [] }, async () => {
    await page.setViewportSize(desk)
    await page.goto(`${pages.url}gallery.html#${new URLSearchParams({ screen: name, world, path })}`)
    for (const act of acts) await act(page)
    await expect(visible(page, shows)).toBeVisible()
    await expectNoViolations(page, { screen: 'desk', scheme: 'dark' })
    await expectNoViolations(page, { screen: 'desk', scheme: 'light' })
    await page.setViewportSize(phone)
    await expect(visible(page, shows)).toBeVisible()
    await expectNoViolations(page, { screen: 'phone', scheme: 'light' })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.width)
  })
}

for (const theme of ['light', 'dark'] as const) {
  test(`every component, in ${theme}`, async () => {
    await page.setViewportSize(desk)
    await page.goto(`${pages.url}gallery.html?theme=${theme}#page=components`)
    await expect(visible(page, `Sotto, in ${theme}`)).toBeVisible()
    await expectNoViolations(page, { screen: 'components', scheme: theme })
  })
}
