import { expect, it } from 'vitest'
import * as everything from './index.ts'
import * as server from './server.ts'

/** What holds or opens secrets of a client; a server that imports any of it does something wrong. */
const forbidden = [
  'accountSigningKey',
  'answerChallenge',
  'archiveKey',
  'generateRootKey',
  'issueDeviceCredential',
  'issueDeviceRevocation',
  'openKeyFile',
  'openRootKey',
  'recoverySigningKey',
  'sealKeyFile',
  'sealRootKey',
  'signWaysIn',
  'startLogin',
  'startRegistration',
  'storeKey',
]

it("the server's door leads to no secret of a client", () => {
  expect(Object.keys(everything)).toEqual(expect.arrayContaining(forbidden))
  expect(Object.keys(server).filter((name) => forbidden.includes(name))).toEqual([])
})

it("the client's door leads to nothing that only a server does", () => {
  const serversOwn = ['createOpaqueSetup', 'startOpaqueLogin', 'finishOpaqueLogin', 'respondToRegistration']
  expect(Object.keys(server)).toEqual(expect.arrayContaining(serversOwn))
  expect(Object.keys(everything).filter((name) => serversOwn.includes(name))).toEqual([])
})
