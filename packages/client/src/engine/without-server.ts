// What is true when a command was asked for that can't be done without the server. The others need none, or
// keep what they were asked for and do it when the server is there again.

import type { Commands } from '../api/engine.ts'
import type { Outcome } from '../api/outcome.ts'
import { failure } from '../errors.ts'

const truths: { readonly [C in keyof Commands]?: string } = {
  devices: 'your list of devices can’t be shown. Try again when you are connected.',
  signOutDevice: 'that device is still signed in. Try again when you are connected.',
  acceptRequest:
    'this is still a request, and nothing was told to the other side. Try again when you are connected.',
  setProfile: 'your profile is as it was. Try again when you are connected.',
  setStatus: 'your status is as it was. Try again when you are connected.',
  block: 'nobody was blocked. Try again when you are connected.',
  unblock: 'nobody was unblocked. Try again when you are connected.',
  changePassword: 'your password is the one it was. Try again when you are connected.',
  newRecoveryCode: 'your recovery code is the one it was. Try again when you are connected.',
  refreshAccount: 'your ways in can’t be shown as they are now. Try again when you are connected.',
  addAuthenticator: 'no authenticator app was added. Try again when you are connected.',
  removeAuthenticator: 'the authenticator app is asked for as before. Try again when you are connected.',
  newBackupCodes: 'your backup codes are the ones they were. Try again when you are connected.',
  startPasskey: 'no passkey was made. Try again when you are connected.',
  addPasskey: 'the passkey was not added. Try again when you are connected.',
  removePasskey: 'the passkey is good as before. Try again when you are connected.',
  renamePasskey: 'the passkey is called as before. Try again when you are connected.',
  connectSso: 'your account was not connected. Try again when you are connected.',
  disconnectSso: 'your account is connected as before. Try again when the server can be reached.',
  lookAtCode: 'the code can’t be looked up. Try again when you are connected.',
  admitDevice: 'nothing was signed in. Try again when you are connected.',
  admitProgram: 'the program was given nothing. Try again when you are connected.',
  denyCode: 'nothing was told to what shows the code. Try again when you are connected.',
  lookAtProgram: 'what the program asks for can’t be shown. Try again when you are connected.',
  answerProgram: 'the program was given nothing. Try again when you are connected.',
  programs: 'your list of programs can’t be shown. Try again when you are connected.',
  revokeProgram: 'the program still has access. Try again when you are connected.',
  registerProgram: 'no program was registered. Try again when you are connected.',
  removeProgram: 'the program is registered as before. Try again when you are connected.',
  exportKeys: 'no file was made. Try again when you are connected.',
}

/** The same outcome; where it failed for want of the server, with what that means for this command. */
export function plainlyOffline<T>(command: keyof Commands, outcome: Outcome<T>): Outcome<T> {
  const truth = truths[command]
  if (outcome.ok || outcome.error.code !== 'offline' || truth === undefined) return outcome
  return failure('offline', `The server can’t be reached, so ${truth}`)
}
