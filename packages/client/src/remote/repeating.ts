// What becomes of a command that was under way when its engine died: asked again of the next one, where doing
// it twice is doing it once; else answered as unavailable, so that the person decides.

import type { Commands, Topics } from '../api/engine.ts'

type Repeat = 'repeat' | 'once'

const commands = {
  signUp: 'once',
  signIn: 'once',
  recover: 'once',
  signInWithKeys: 'once',
  askForPasskey: 'repeat',
  signInWithPasskey: 'once',
  findProvider: 'repeat',
  startSso: 'repeat',
  finishSso: 'once',
  connectSso: 'once',
  disconnectSso: 'repeat',
  // What waits for an answer goes with the engine that asked.
  askForSignIn: 'repeat',
  awaitSignIn: 'once',
  stopAskingForSignIn: 'repeat',
  lookAtCode: 'repeat',
  admitDevice: 'once',
  admitProgram: 'once',
  denyCode: 'repeat',
  lookAtProgram: 'repeat',
  answerProgram: 'once',
  programs: 'repeat',
  revokeProgram: 'repeat',
  registerProgram: 'once',
  removeProgram: 'repeat',
  changePassword: 'repeat',
  newAuthenticator: 'repeat',
  addAuthenticator: 'once',
  removeAuthenticator: 'once',
  newBackupCodes: 'repeat',
  startPasskey: 'repeat',
  addPasskey: 'once',
  removePasskey: 'once',
  renamePasskey: 'repeat',
  newRecoveryCode: 'repeat',
  exportKeys: 'repeat',
  answerReminder: 'repeat',
  postponeReminder: 'repeat',
  dismissAlerts: 'repeat',
  refreshAccount: 'repeat',
  signOut: 'repeat',
  devices: 'repeat',
  renameDevice: 'repeat',
  acknowledgeDevice: 'repeat',
  signOutDevice: 'repeat',
  signOutOthers: 'repeat',
  openDirect: 'repeat',
  createGroup: 'once',
  renameGroup: 'repeat',
  setHistory: 'repeat',
  addMembers: 'once',
  removeMembers: 'once',
  leaveGroup: 'once',
  acceptRequest: 'repeat',
  deleteRequest: 'repeat',
  block: 'repeat',
  unblock: 'repeat',
  // Recognised by its key.
  send: 'repeat',
  // A change that is there already is not made twice.
  editMessage: 'repeat',
  deleteForEveryone: 'repeat',
  deleteForMe: 'repeat',
  react: 'repeat',
  unreact: 'repeat',
  versions: 'repeat',
  retry: 'repeat',
  discard: 'once',
  markRead: 'repeat',
  saveDraft: 'repeat',
  dropOtherDraft: 'repeat',
  pin: 'repeat',
  unpin: 'repeat',
  mute: 'repeat',
  unmute: 'repeat',
  choose: 'repeat',
  loadOlder: 'repeat',
  loadNewer: 'repeat',
  history: 'repeat',
  search: 'repeat',
  askForMissing: 'repeat',
  exportHistory: 'repeat',
  importHistory: 'repeat',
  key: 'repeat',
  acceptKey: 'repeat',
  rejectKey: 'repeat',
  verifyKey: 'repeat',
  verifyByCode: 'repeat',
  unverifyKey: 'repeat',
  directoryDoubts: 'repeat',
  acceptDirectory: 'repeat',
  reconnect: 'repeat',
  setLock: 'once',
  lockAfter: 'repeat',
  removeLock: 'once',
  lock: 'repeat',
  unlock: 'repeat',
  stay: 'repeat',
  setActive: 'repeat',
} as const satisfies Record<keyof Commands, Repeat>

const topics = {
  session: true,
  lock: true,
  connection: true,
  conversations: true,
  conversation: true,
  security: true,
  timeline: true,
  people: true,
  key: true,
  blocks: true,
  directory: true,
  devices: true,
  account: true,
  archive: true,
  settings: true,
  synced: true,
} as const satisfies Record<keyof Topics, true>

export function mayRepeat(command: keyof Commands): boolean {
  return commands[command] === 'repeat'
}

export function isCommand(value: unknown): value is keyof Commands {
  return typeof value === 'string' && Object.hasOwn(commands, value)
}

export function isTopic(value: unknown): value is keyof Topics {
  return typeof value === 'string' && Object.hasOwn(topics, value)
}
