// The commands of the in-memory engine: each does to the world what a person would see.

import type { Commands, HappeningSnapshot, SendState } from '@sotto/client'
import type { ConversationId } from '@sotto/wire'
import { changesOn, replaceMessage } from './change-commands.ts'
import type { CommandTable } from './command-table.ts'
import { account, deviceId } from './ids.ts'
import { keysOn } from './key-commands.ts'
import { locksOn } from './lock-commands.ts'
import { marksOn } from './mark-commands.ts'
import { profilesOn } from './profile-commands.ts'
import { programsOn } from './program-commands.ts'
import { searchIn } from './searching.ts'
import type { Window } from './snapshots.ts'
import { recoveryCode, waysOn } from './way-commands.ts'
import { addRoom, messageOf, messagesOf, type Room, roomOf, say, type World } from './world.ts'

type Setting = {
  readonly world: World
  readonly change: (act: (world: World) => void) => void
  readonly widen: (conversation: string, by: Partial<Window>) => void
}

const done = { ok: true, value: null } as const

export function commandsOn({ world, change, widen }: Setting): CommandTable {
  const inRoom = (conversation: ConversationId, act: (room: Room) => void) => {
    change(() => {
      const room = roomOf(world, conversation)
      if (room !== undefined) act(room)
    })
    return done
  }
  const signIn = ({ account: name, server }: { readonly account: string; readonly server: string }) => {
    const own = account(name)
    change(() => {
      world.session = { state: 'signed-in', account: own, device: deviceId(1), server }
    })
    return { account: own, device: deviceId(1) }
  }
  const otherHistory = ({ account: name, forget }: Commands['signIn']['params']) => {
    const kept = world.session.state === 'signed-out' ? world.session.kept : undefined
    return kept === undefined || kept.account === name || forget === true ? undefined : otherAccount
  }

  return {
    signUp: (params) =>
      otherHistory(params) ?? {
        ok: true,
        value: { ...signIn(params), recoveryCode },
      },
    signIn: (params) => otherHistory(params) ?? { ok: true, value: signIn(params) },
    ...waysOn({ world, change, signIn }),
    ...locksOn({ world, change }),
    ...programsOn({ world, change }),
    ...profilesOn({ world, change }),
    signOut: () => {
      change(() => {
        world.session = {
          state: 'signed-out',
          reason: world.session.state === 'store-failed' ? 'begun-anew' : 'signed-out',
        }
      })
      return { ok: true, value: { told: true } }
    },
    devices: () => ({
      ok: true,
      value: world.devices,
    }),
    renameDevice: ({ device, name }) => {
      change(() => {
        world.devices = world.devices.map((one) => (one.device === device ? { ...one, name } : one))
      })
      return done
    },
    acknowledgeDevice: ({ device }) => {
      change(() => {
        world.devices = world.devices.map((one) => (one.device === device ? { ...one, isNew: false } : one))
      })
      return done
    },
    signOutDevice: ({ device }) => {
      change(() => {
        world.devices = world.devices.filter((one) => one.device !== device)
      })
      return done
    },
    signOutOthers: () => {
      const devices = world.devices.filter((one) => !one.current).map(({ device }) => device)
      change(() => {
        world.devices = world.devices.filter((one) => one.current)
      })
      return { ok: true, value: { devices } }
    },
    openDirect: ({ account: name }) => {
      const found = world.rooms.find((room) => room.kind === 'direct' && room.name === name)
      const room =
        found ?? addRoom(world, { members: [name], items: [happening({ kind: 'created', by: world.own })] })
      change(() => {})
      return { ok: true, value: { conversation: room.conversation } }
    },
    createGroup: ({ name, members, history = { kind: 'none' } }) => {
      const items = [happening({ kind: 'created', by: world.own })]
      const room = addRoom(world, { kind: 'group', name, members, items, history })
      change(() => {})
      return { ok: true, value: { conversation: room.conversation, name, members: room.members } }
    },
    renameGroup: ({ conversation, name }) =>
      inRoom(conversation, (room) => {
        room.name = name
        room.items.push(happening({ kind: 'renamed', by: world.own, name }))
      }),
    setHistory: ({ conversation, history }) =>
      inRoom(conversation, (room) => {
        room.history = history
        room.items.push(happening({ kind: 'history-policy', by: world.own, history }))
      }),
    setTimer: ({ conversation, seconds }) =>
      inRoom(conversation, (room) => {
        room.timer = seconds
        room.items.push(happening({ kind: 'timer', by: world.own, seconds }))
      }),
    addMembers: ({ conversation, members }) =>
      inRoom(conversation, (room) => {
        room.members = [...room.members, ...members]
        room.items.push(happening({ kind: 'added', by: world.own, who: members }))
      }),
    removeMembers: ({ conversation, members }) =>
      inRoom(conversation, (room) => {
        room.members = room.members.filter((member) => !members.includes(member))
        room.items.push(happening({ kind: 'removed', by: world.own, who: members }))
      }),
    leaveGroup: ({ conversation }) =>
      inRoom(conversation, (room) => {
        room.state = 'left'
        room.items.push(happening({ kind: 'left', who: world.own }))
      }),
    acceptRequest: ({ conversation }) =>
      inRoom(conversation, (room) => {
        room.state = 'active'
      }),
    deleteRequest: ({ conversation }) => {
      change(() => {
        world.rooms = world.rooms.filter((room) => room.conversation !== conversation)
      })
      return done
    },
    block: ({ account: name }) => {
      change(() => {
        world.blocks = [...world.blocks, name]
      })
      return done
    },
    unblock: ({ account: name }) => {
      change(() => {
        world.blocks = world.blocks.filter((blocked) => blocked !== name)
      })
      return done
    },
    send: ({ conversation, text, inReplyTo, expiresAfter }) => {
      const room = roomOf(world, conversation)
      if (room === undefined) return unknown
      const state: SendState = world.connection.state === 'online' ? 'sent' : 'pending'
      const reply = inReplyTo === undefined ? {} : { inReplyTo }
      const after = expiresAfter ?? room.timer
      const lifetime = after === 0 ? {} : { expires: { after } }
      const at = Math.max(Date.now(), (room.items.at(-1)?.at ?? 0) + 1)
      const message = say(world, room, world.own, { at, text, state, ...reply, ...lifetime })
      if (state === 'pending')
        world.connection = { ...world.connection, waiting: world.connection.waiting + 1 }
      change(() => {})
      return { ok: true, value: { conversation, id: message.id, state } }
    },
    forward: ({ conversation, id, to }) => {
      const [from, room] = [roomOf(world, conversation), roomOf(world, to)]
      const message = from && messageOf(from, id)
      if (room === undefined || message === undefined) return unknown
      const at = Math.max(Date.now(), (room.items.at(-1)?.at ?? 0) + 1)
      const sent = say(world, room, world.own, { at, text: message.text, forwarded: true })
      change(() => {})
      return { ok: true, value: { conversation: to, id: sent.id, state: 'sent' } }
    },
    retry: ({ conversation, id }) =>
      inRoom(conversation, (room) => replaceMessage(room, id, { state: 'sent' })),
    discard: ({ conversation, id }) =>
      inRoom(conversation, (room) => {
        room.items = room.items.filter((item) => item.type !== 'message' || item.id !== id)
      }),
    markRead: ({ conversation, upTo }) =>
      inRoom(conversation, (room) => {
        room.readUpTo = Math.max(room.readUpTo, messageOf(room, upTo)?.at ?? 0)
      }),
    saveDraft: ({ conversation, text }) =>
      inRoom(conversation, (room) => {
        room.draft = text
      }),
    ...changesOn({ world, change }),
    ...marksOn({ world, change, inRoom }),
    loadOlder: ({ conversation, count }) => {
      widen(conversation, { older: count })
      return done
    },
    loadNewer: ({ conversation, count }) => {
      widen(conversation, { newer: count })
      return done
    },
    leaveOlder: () => done,
    history: ({ conversation, limit }) => {
      const room = roomOf(world, conversation)
      return room === undefined ? unknown : { ok: true, value: messagesOf(room).slice(-limit) }
    },
    firstOn: ({ conversation, at }) => {
      const room = roomOf(world, conversation)
      const message = room && messagesOf(room).find((one) => one.at >= at)
      const whole = world.archive.state !== 'arriving'
      return { ok: true, value: { ...(message && { message: { id: message.id, at: message.at } }), whole } }
    },
    search: ({ text, limit }) => ({ ok: true, value: searchIn(world, text, limit) }),
    askForMissing: () => done,
    ...keysOn({ world, change }),
    directoryDoubts: () => ({ ok: true, value: [] }),
    acceptDirectory: () => {
      change(() => {
        world.directory = { state: 'good', size: world.directory.size }
      })
      return done
    },
    reconnect: () => done,
    setActive: () => done,
  }
}

const otherAccount = {
  ok: false,
  error: { code: 'other_account', message: 'This device keeps the history of somebody else.' },
} as const

const unknown = {
  ok: false,
  error: { code: 'unknown_conversation', message: 'This conversation isn’t on this device.' },
} as const

let happenings = 0

export function happening(what: HappeningSnapshot['what'], at = Date.now()): HappeningSnapshot {
  happenings += 1
  return { type: 'happening', key: `happening ${happenings}`, at, what }
}
