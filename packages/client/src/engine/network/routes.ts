// The paths of the REST interface (spec/openapi.json), in one place.

import type { AccountName, ConversationId, DeviceId } from '@sotto/wire'

export const routes = {
  startRegistration: '/v1/accounts/registration/start',
  finishRegistration: '/v1/accounts/registration/finish',
  startSignIn: '/v1/sessions/start',
  finishSignIn: '/v1/sessions/finish',
  startProof: '/v1/sessions/proofs/start',
  finishProof: '/v1/sessions/proofs/finish',
  refresh: '/v1/sessions/refresh',
  account: '/v1/account',
  startPassword: '/v1/account/password/start',
  password: '/v1/account/password',
  recovery: '/v1/account/recovery',
  recovered: '/v1/account/recovered',
  devices: '/v1/devices',
  revocations: '/v1/devices/revocations',
  deviceName: (device: DeviceId) => `/v1/devices/${device}/name`,
  keyPackages: '/v1/key-packages',
  claimKeyPackages: '/v1/key-packages/claim',
  people: (query: string) => `/v1/people?query=${encodeURIComponent(query)}`,
  lookUp: '/v1/transparency/lookup',
  logEntries: (from: number) => `/v1/transparency/entries?from=${from}`,
  logConsistency: (from: number, to: number) => `/v1/transparency/consistency?from=${from}&to=${to}`,
  ownHistory: (after: number) => `/v1/transparency/history?after=${after}`,
  conversations: '/v1/conversations',
  conversation: (id: ConversationId) => `/v1/conversations/${id}`,
  log: (id: ConversationId, range: { after: number; upTo: number }) =>
    `/v1/conversations/${id}/log?after=${range.after}&upTo=${range.upTo}`,
  accept: (id: ConversationId) => `/v1/conversations/${id}/accept`,
  decline: (id: ConversationId) => `/v1/conversations/${id}/decline`,
  leave: (id: ConversationId) => `/v1/conversations/${id}/leave`,
  rejoin: (id: ConversationId) => `/v1/conversations/${id}/rejoin`,
  blocks: '/v1/blocks',
  block: (account: AccountName) => `/v1/blocks/${account}`,
} as const
