// Every command that needs a session, by name: which room does it.

import type { Commands } from '../api/engine.ts'
import type { Outcome } from '../api/outcome.ts'
import { failure } from '../errors.ts'
import {
  addAuthenticator,
  addPasskey,
  newAuthenticator,
  newBackupCodes,
  removeAuthenticator,
  removePasskey,
  renamePasskey,
  startPasskey,
} from './account/change-factors.ts'
import { changePassword, exportKeys, newRecoveryCode } from './account/change-ways.ts'
import { connectSso, disconnectSso } from './account/provider-connection.ts'
import { askForMissing } from './archive/ask-for-missing.ts'
import { deleteForMe } from './changes/delete-for-me.ts'
import { deleteForEveryone, editMessage, react, unreact } from './changes/own-changes.ts'
import { versionsOf } from './changes/versions.ts'
import { acceptRequest, markRead } from './conversations/attend.ts'
import {
  changeMembers,
  createGroup,
  deleteRequest,
  leaveGroup,
  openDirect,
  renameGroup,
  setHistory,
} from './conversations/open.ts'
import { setTimer } from './conversations/timer.ts'
import { forward } from './forward/forward.ts'
import { exportHistory } from './history-copy/export.ts'
import { importHistory } from './history-copy/import.ts'
import type { Live } from './live.ts'
import { discardMessage, retryMessage, sendText } from './outbox/send.ts'
import { setBlock } from './people/directory.ts'
import { acceptKey, keyOf, rejectKey } from './people/key-change.ts'
import { unverifyKey, verifyByCode, verifyKey } from './people/verify-key.ts'
import { pinForAll } from './pins/pins.ts'
import { lookAtPerson, setProfile, setStatus } from './profiles/commands.ts'
import { admitDevice, admitProgram, denyCode, lookAtCode } from './programs/codes.ts'
import { ownPrograms, registerProgram, removeProgram, revokeProgram } from './programs/own-programs.ts'
import { answerProgram, lookAtProgram } from './programs/requests.ts'
import { searchMessages } from './search/search.ts'
import { knownTo } from './search/who.ts'
import { refreshDevices } from './session/device-book.ts'
import { acknowledgeDevice, renameDevice, signOutDevice, signOutOthers } from './session/own-devices.ts'
import { star, unstar } from './stars/stars.ts'
import {
  dropOtherDraft,
  saveDraft,
  setArchived,
  setLevel,
  setMute,
  setPin,
  setUnread,
  unmute,
} from './synced/commands.ts'
import { setSetting } from './synced/settings.ts'
import { firstOn } from './timeline/first-on.ts'
import { readHistory } from './timeline/history.ts'
import type { TopicHub } from './topics/topics.ts'
import { plainlyOffline } from './without-server.ts'

const lockCommands = ['setLock', 'lockAfter', 'removeLock', 'lock', 'unlock', 'stay'] as const
export type LockCommand = (typeof lockCommands)[number]

/** What the engine does itself: it makes and ends sessions, and opens and locks the profile. */
const sessionCommands = [
  'signUp',
  'signIn',
  'recover',
  'signInWithKeys',
  'askForPasskey',
  'findProvider',
  'startSso',
  'finishSso',
  'signInWithPasskey',
  'askForSignIn',
  'awaitSignIn',
  'stopAskingForSignIn',
  'signOut',
  'setActive',
  'reconnect',
  ...lockCommands,
] as const
export type SessionCommand = (typeof sessionCommands)[number]

export function isSessionCommand(command: keyof Commands): command is SessionCommand {
  return sessionCommands.some((one) => one === command)
}

type LiveCommand = Exclude<keyof Commands, SessionCommand>
type Scene = { readonly live: Live; readonly topics: TopicHub }

type Handlers = {
  readonly [C in LiveCommand]: (
    scene: Scene,
    params: Commands[C]['params'],
  ) => Promise<Outcome<Commands[C]['value']>>
}

const done = { ok: true, value: null } as const

const handlers: Handlers = {
  devices: ({ live }) => refreshDevices(live),
  renameDevice: ({ live }, params) => renameDevice(live, params),
  acknowledgeDevice: ({ live }, params) => acknowledgeDevice(live, params),
  signOutOthers: ({ live }) => signOutOthers(live),
  changePassword: ({ live }, params) => changePassword(live, params),
  newRecoveryCode: ({ live }, params) => newRecoveryCode(live, params),
  exportKeys: ({ live }, params) => exportKeys(live, params),
  newAuthenticator: async ({ live }) => ({ ok: true, value: newAuthenticator(live) }),
  addAuthenticator: ({ live }, params) => addAuthenticator(live, params),
  removeAuthenticator: ({ live }, params) => removeAuthenticator(live, params),
  newBackupCodes: ({ live }, params) => newBackupCodes(live, params),
  startPasskey: ({ live }, params) => startPasskey(live, params),
  addPasskey: ({ live }, params) => addPasskey(live, params),
  removePasskey: ({ live }, params) => removePasskey(live, params),
  renamePasskey: ({ live }, params) => renamePasskey(live, params),
  connectSso: ({ live }, params) => connectSso(live, params),
  disconnectSso: ({ live }, params) => disconnectSso(live, params),
  answerReminder: ({ live }, { groups }) => live.ways.answerReminder(groups),
  postponeReminder: ({ live }) => live.ways.postponeReminder(),
  dismissAlerts: ({ live }) => live.ways.dismissAlerts(),
  refreshAccount: ({ live }) => live.ways.refresh(),
  lookAtCode: ({ live }, { code }) => lookAtCode(live, code),
  admitDevice: ({ live }, params) => admitDevice(live, params),
  admitProgram: ({ live }, { code }) => admitProgram(live, code),
  denyCode: ({ live }, { code }) => denyCode(live, code),
  lookAtProgram: ({ live }, { ask }) => lookAtProgram(live, ask),
  answerProgram: ({ live }, params) => answerProgram(live, params),
  programs: ({ live }) => ownPrograms(live),
  revokeProgram: ({ live }, { access }) => revokeProgram(live, access),
  registerProgram: ({ live }, params) => registerProgram(live, params),
  removeProgram: ({ live }, { program }) => removeProgram(live, program),
  signOutDevice: ({ live }, params) => signOutDevice(live, params),
  openDirect: ({ live }, { account }) => openDirect(live, account),
  createGroup: ({ live }, params) => createGroup(live, params),
  renameGroup: ({ live }, params) => renameGroup(live, params),
  setHistory: ({ live }, params) => setHistory(live, params),
  setTimer: ({ live }, params) => setTimer(live, params),
  addMembers: ({ live }, params) => changeMembers(live, 'add', params),
  removeMembers: ({ live }, params) => changeMembers(live, 'remove', params),
  leaveGroup: ({ live }, { conversation }) => leaveGroup(live, conversation),
  acceptRequest: ({ live }, { conversation }) => acceptRequest(live, conversation),
  deleteRequest: ({ live }, { conversation }) => deleteRequest(live, conversation),
  block: ({ live }, { account }) => setBlock(live, account, true),
  unblock: ({ live }, { account }) => setBlock(live, account, false),
  send: ({ live }, params) => sendText(live, params),
  forward: ({ live }, params) => forward(live, params),
  editMessage: ({ live }, params) => editMessage(live, params),
  deleteForEveryone: ({ live }, params) => deleteForEveryone(live, params),
  deleteForMe: ({ live }, params) => deleteForMe(live, params),
  react: ({ live }, params) => react(live, params),
  unreact: ({ live }, params) => unreact(live, params),
  pinMessage: ({ live }, params) => pinForAll(live, params, true),
  unpinMessage: ({ live }, params) => pinForAll(live, params, false),
  star: ({ live }, params) => star(live, params),
  unstar: ({ live }, params) => unstar(live, params),
  versions: ({ live }, params) => versionsOf(live, params),
  retry: ({ live }, params) => retryMessage(live, params),
  discard: ({ live }, params) => discardMessage(live, params),
  markRead: ({ live }, params) => markRead(live, params),
  saveDraft: ({ live }, params) => saveDraft(live, params),
  dropOtherDraft: ({ live }, { conversation }) => dropOtherDraft(live, conversation),
  pin: ({ live }, { conversation }) => setPin(live, conversation, true),
  unpin: ({ live }, { conversation }) => setPin(live, conversation, false),
  mute: ({ live }, params) => setMute(live, params),
  unmute: ({ live }, { conversation }) => unmute(live, conversation),
  archive: ({ live }, { conversation }) => setArchived(live, conversation, true),
  unarchive: ({ live }, { conversation }) => setArchived(live, conversation, false),
  markUnread: ({ live }, { conversation, unread }) => setUnread(live, conversation, unread),
  setLevel: ({ live }, params) => setLevel(live, params),
  setProfile: ({ live }, params) => setProfile(live, params),
  setStatus: ({ live }, params) => setStatus(live, params),
  person: ({ live }, params) => lookAtPerson(live, params),
  choose: ({ live }, params) => setSetting(live, params),
  loadOlder: ({ topics }, { conversation, count }) => grown(topics.grow(conversation, 'older', count)),
  loadNewer: ({ topics }, { conversation, count }) => grown(topics.grow(conversation, 'newer', count)),
  leaveOlder: ({ topics }, { conversation, keep }) => grown(topics.leaveOlder(conversation, keep)),
  history: async ({ live }, params) => ({ ok: true, value: await readHistory(live, params) }),
  firstOn: async ({ live }, params) => ({ ok: true, value: await firstOn(live, params) }),
  search: async ({ live }, params) => ({
    ok: true,
    value: await searchMessages(live, params, knownTo(live)),
  }),
  askForMissing: ({ live }, { conversation }) => askForMissing(live, conversation),
  exportHistory: ({ live }, params) => exportHistory(live, params),
  importHistory: ({ live }, params) => importHistory(live, params),
  key: ({ live }, params) => keyOf(live, params),
  directoryDoubts: async ({ live }) => ({ ok: true, value: live.keyLog.evidence() }),
  acceptDirectory: async ({ live }, { since }) => {
    await live.keyLog.settle(since)
    return done
  },
  acceptKey: ({ live }, params) => acceptKey(live, params),
  rejectKey: ({ live }, params) => rejectKey(live, params),
  verifyKey: ({ live }, params) => verifyKey(live, params),
  verifyByCode: ({ live }, params) => verifyByCode(live, params),
  unverifyKey: ({ live }, params) => unverifyKey(live, params),
}

async function grown(growing: Promise<void>): Promise<Outcome<null>> {
  await growing
  return done
}

export async function runCommand<C extends LiveCommand>(
  scene: { readonly live: Live | undefined; readonly topics: TopicHub },
  command: C,
  params: Commands[C]['params'],
): Promise<Outcome<Commands[C]['value']>> {
  const { live, topics } = scene
  if (live === undefined) return failure('not_signed_in', 'Sign in first.')
  return plainlyOffline(command, await handlers[command]({ live, topics }, params))
}
