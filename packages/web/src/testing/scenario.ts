// A lived-in account for the gallery: three friends, two groups, a long history, a request, and the odd
// things that happen to conversations.

import { account, deviceId } from './ids.ts'
import { happening } from './memory-commands.ts'
import { addRoom, emptyWorld, person, reaction, say, type World } from './world.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** `now`: when it is looked at, milliseconds since 1970. */
export function livedInWorld(now: number): World {
  const world = emptyWorld('alice')
  world.people = [
    person('alice'),
    person('bob', { verified: true }),
    person('carol', { presence: 'away' }),
    person('dora', { presence: 'offline', lastSeen: now - 3 * hour }),
    person('erik', { presence: 'offline', lastSeen: now - 2 * day }),
    person('frank', { presence: 'online' }),
    person('grace', { presence: 'offline', keyChanged: true, verified: true }),
  ]
  world.devices = devicesOf(now)
  directWithBob(world, now)
  groupOfThree(world, now)
  longHistory(world, now)
  changedKey(world, now)
  request(world, now)
  leftGroup(world, now)
  return world
}

/** The same people, as they call themselves. */
export function profilesWorld(now: number): World {
  const world = livedInWorld(now)
  world.profiles.set('alice', { name: 'Alice Liddell', title: 'Editor', pronouns: 'she/her' })
  world.profiles.set('bob', {
    ...{ name: 'Robert Ashcombe', title: 'Head of research', pronouns: 'he/him', location: 'Zürich' },
    about: 'Reads everything twice.\nIn the office on Tuesdays and Thursdays.',
    status: { kind: 'busy', emoji: '📝', text: 'Writing the report' },
  })
  world.profiles.set('carol', {
    name: 'Robert Ashcombe',
    alike: true,
    status: { kind: 'away', emoji: '', text: '' },
  })
  return world
}

function devicesOf(now: number): World['devices'] {
  const home = '198.51.100.0/24'
  return [
    {
      device: deviceId(1),
      name: 'Chrome on Linux',
      added: now - 40 * day,
      lastSeen: now,
      addedFrom: home,
      seenFrom: home,
      current: true,
      isNew: false,
    },
    {
      device: deviceId(2),
      name: 'Safari on iPhone',
      added: now - 12 * day,
      lastSeen: now - 2 * hour,
      addedFrom: home,
      seenFrom: '2001:db8:1::/48',
      current: false,
      isNew: false,
    },
    {
      device: deviceId(3),
      name: 'Terminal on atlas',
      added: now - 5 * minute,
      lastSeen: now - 2 * minute,
      addedFrom: '192.168.1.0/24',
      seenFrom: '192.168.1.0/24',
      current: false,
      isNew: false,
    },
  ]
}

function directWithBob(world: World, now: number): void {
  const bob = addRoom(world, { members: ['bob'] })
  const today = now - 40 * minute
  bob.items.push(happening({ kind: 'created', by: account('bob') }, now - day - hour))
  say(world, bob, 'bob', {
    at: now - day - 50 * minute,
    text: 'Morning! Did the contract come back from legal?',
  })
  say(world, bob, 'alice', { at: now - day - 48 * minute, text: 'It did. Two changes:' })
  say(world, bob, 'alice', {
    at: now - day - 47 * minute,
    text: '1. The **notice period** is now 30 days\n2. Section 4.2 refers to the *annex*, not the offer\n\nEverything else stays as we agreed.',
  })
  const ask = say(world, bob, 'bob', {
    at: now - day - 30 * minute,
    text: 'Thirty days is fine with me. Who tells the printer?',
  })
  say(world, bob, 'alice', { at: today, text: 'I will, this afternoon.', inReplyTo: ask.id })
  say(world, bob, 'bob', {
    at: today + 2 * minute,
    text: 'Great. Their page is https://printer.example/orders and the order number is `A-2291`.',
  })
  say(world, bob, 'bob', { at: today + 3 * minute, text: 'Oh, and thank you 🙏' })
  say(world, bob, 'bob', { at: today + 4 * minute, text: '', deleted: { pending: false } })
  const done = say(world, bob, 'alice', {
    at: today + 9 * minute,
    text: 'Done. They deliver on Thursday.',
    state: 'delivered',
    edited: { at: today + 11 * minute, pending: false },
    reactions: [reaction('🎉', 'bob')],
  })
  world.versions.set(done.id, [
    { at: done.at, text: 'Done. They deliver on Wednesday.' },
    { at: today + 11 * minute, text: done.text },
  ])
  say(world, bob, 'alice', { at: today + 30 * minute, text: 'Lunch on Friday?', state: 'sent' })
}

const chatter = [
  'I moved the draft to the shared folder.',
  'Can somebody read the second page again? I keep stumbling over the last paragraph.',
  'Looks good to me.',
  'The picture on the cover is too dark on my screen, is it on yours?',
  'Yes, a little. I will brighten it.',
  'Perfect, thanks!',
  'We need a decision on the title until tomorrow noon, otherwise the print slot is gone and we wait another two weeks.',
  'Then let us vote. I am for the shorter one.',
  'Same here.',
] as const

function longHistory(world: World, now: number): void {
  const names = ['bob', 'carol', 'alice', 'dora']
  const room = addRoom(world, { kind: 'group', name: 'Spring issue', members: ['bob', 'carol', 'dora'] })
  room.items.push(happening({ kind: 'created', by: account('carol') }, now - 61 * day))
  for (let index = 0; index < 2000; index += 1) {
    const from = names[(index * 7 + Math.floor(index / 3)) % names.length] ?? 'bob'
    const text =
      index % 41 === 0
        ? `Note ${index}: ${chatter[index % chatter.length]}`
        : (chatter[index % chatter.length] ?? '')
    say(world, room, from, { at: now - 60 * day + Math.floor((index * 59.9 * day) / 2000), text })
  }
  const last = room.items.at(-1)?.at ?? now
  room.readUpTo = room.items.at(-8)?.at ?? last
}

function groupOfThree(world: World, now: number): void {
  const room = addRoom(world, { kind: 'group', name: 'Press team', members: ['bob', 'carol'] })
  const begin = now - 5 * hour
  room.items.push(happening({ kind: 'created', by: account('alice') }, begin))
  room.items.push(
    happening({ kind: 'added', by: account('alice'), who: [account('bob'), account('carol')] }, begin + 1),
  )
  say(world, room, 'alice', {
    at: begin + minute,
    text: 'Welcome! Let us keep everything about Thursday in here.',
  })
  const plan = say(world, room, 'carol', {
    at: begin + 5 * minute,
    text: '### Plan for Thursday\n\n- [x] Room booked\n- [x] Invitations out\n- [ ] Microphones\n- [ ] Water!\n\n> Doors open at 9:30, we start at ten sharp.',
    reactions: [reaction('👍', 'alice', 'bob'), reaction('❤️', 'bob')],
    ...{ pinned: true, starred: true },
  })
  const pinned = { kind: 'pinned', by: account('bob'), id: plan.id } as const
  room.items.push(happening(pinned, begin + 6 * minute))
  say(world, room, 'bob', { at: begin + 12 * minute, text: 'I bring the microphones.', inReplyTo: plan.id })
  say(world, room, 'bob', { at: begin + 12.5 * minute, text: 'And water 💧' })
  say(world, room, 'carol', {
    at: begin + 14 * minute,
    text: 'Who moderates? ||Dora, but don’t tell her yet.|| This counts the seats:\n\n```python\n# rows and chairs\ndef seats(rows: int, chairs=12):\n    return f"{rows * chairs} seats"\n```\n\n| Row | Kept for |\n|---|---|\n| 1 | the press |\n| 2 | `guests` |',
  })
  say(world, room, 'alice', {
    at: begin + 15 * minute,
    text: 'With fewer chairs:\n\n```python\nseats(9, chairs=10)  # 90\n```\n\n||Dora knows.||',
    state: 'read',
  })
  room.items.push(
    happening({ kind: 'renamed', by: account('carol'), name: 'Press team' }, begin + 20 * minute),
  )
  room.items.push(happening({ kind: 'missing', count: 3, state: 'asking' }, begin + 30 * minute))
  say(world, room, 'alice', { at: begin + 40 * minute, text: 'You two are wonderful.', state: 'read' })
  say(world, room, 'alice', {
    at: begin + 41 * minute,
    text: 'Here is the list of guests',
    state: 'failed',
    failure: { code: 'too_large', message: 'This message is too large for the server.' },
  })
  room.readUpTo = begin + 41 * minute
  say(world, room, 'carol', { at: now - 4 * minute, text: 'The mayor confirmed!', forwarded: true })
  say(world, room, 'carol', { at: now - 3 * minute, text: 'With her **whole** office, so nine more chairs.' })
}

function changedKey(world: World, now: number): void {
  const room = addRoom(world, { members: ['grace'] })
  say(world, room, 'grace', { at: now - 3 * day, text: 'New laptop, finally!' })
  say(world, room, 'alice', { at: now - 3 * day + minute, text: 'Enjoy it.', state: 'read' })
}

function request(world: World, now: number): void {
  const room = addRoom(world, { members: ['frank'], state: 'request', by: account('frank') })
  room.readUpTo = 0
  say(world, room, 'frank', {
    at: now - 20 * minute,
    text: 'Hello Alice, this is Frank from the archive. We met on Tuesday.',
  })
  say(world, room, 'frank', { at: now - 19 * minute, text: 'May I send you the scans here?' })
}

function leftGroup(world: World, now: number): void {
  const room = addRoom(world, {
    kind: 'group',
    name: 'Winter issue',
    members: ['bob', 'erik'],
    state: 'left',
  })
  say(world, room, 'erik', { at: now - 90 * day, text: 'That was it. Well done, everybody.' })
  room.items.push(happening({ kind: 'left', who: account('alice') }, now - 89 * day))
}

/** A short conversation in which something is missing and something could not be sent: all of it is to be seen at once. */
export function trouble(now: number): World {
  const world = emptyWorld('alice')
  world.people = [person('alice'), person('bob')]
  const bob = addRoom(world, { members: ['bob'] })
  say(world, bob, 'bob', { at: now - 3 * minute, text: 'Who comes on Thursday?' })
  bob.items.push(happening({ kind: 'missing', count: 3, state: 'asking' }, now - 2 * minute))
  say(world, bob, 'alice', {
    at: now - minute,
    text: 'Here is the list of guests',
    state: 'failed',
    failure: { code: 'too_large', message: 'This message is too large for the server.' },
  })
  return world
}
