// MLS for one account: the operations of `Mls` over the pinned library, our cipher suite and the account's
// authentication service. Holds no state of its own.

import type { ClientConfig } from 'ts-mls'
import { createGroup } from 'ts-mls/clientState.js'
import { defaultKeyPackageEqualityConfig } from 'ts-mls/keyPackageEqualityConfig.js'
import { mlsExporter } from 'ts-mls/keySchedule.js'
import { draftCommit, mergePendingCommit } from './commit.ts'
import { groupDataToExtensions } from './extensions.ts'
import type { AuthenticationService, Change, CreateGroupRequest, Mls } from './interface.ts'
import { joinByWelcome } from './join.ts'
import { decodeKeyPackageSecret, makeKeyPackage, maxLifetime } from './key-package.ts'
import { keyRetention } from './open-message.ts'
import { changedParts } from './parts.ts'
import { processMessage } from './process.ts'
import { restoreState } from './restore.ts'
import { sealMessage } from './seal.ts'
import type { GroupState } from './state.ts'
import { createSuite, type Suite } from './suite/suite.ts'

export type MlsOptions = {
  readonly auth: AuthenticationService
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** A faster one of the platform; the universal one by default. */
  readonly suite?: Suite
}

export function createMls({ auth, now, suite = createSuite() }: MlsOptions): Mls {
  const context = { suite, auth }
  const config = libraryConfig(now)
  const nowSeconds = () => Math.floor(now() / 1000)
  const configured = (state: GroupState): GroupState =>
    state.current.clientConfig === config
      ? state
      : { ...state, current: { ...state.current, clientConfig: config } }
  return {
    generateKeyPackage: (request) => makeKeyPackage(request, suite),
    createGroup: (request) => startGroup(request, config, { suite, nowSeconds: nowSeconds() }),
    commit: (state, request) =>
      draftCommit(configured(state), request, { ...context, nowSeconds: nowSeconds() }),
    mergePending: (state, pending) => mergePendingCommit(configured(state), pending, config),
    process: (state, bytes) => processMessage(configured(state), bytes, context),
    join: (request) => joinByWelcome(request, config, context),
    seal: (state, request) => sealMessage(configured(state), request, suite),
    exportSecret: ({ current }, request) =>
      mlsExporter(current.keySchedule.exporterSecret, request.label, request.context, request.length, suite),
    restore: (parts, device) => restoreState(parts, device, config),
  }
}

function libraryConfig(now: () => number): ClientConfig {
  return {
    keyRetentionConfig: keyRetention,
    lifetimeConfig: { maximumTotalLifetime: BigInt(maxLifetime), validateLifetimeOnReceive: false, now },
    keyPackageEqualityConfig: defaultKeyPackageEqualityConfig,
    paddingConfig: { kind: 'padUntilLength', padUntilLength: 256 },
    // credentials are judged once, by comparing trees, with a reason (tree-check.ts)
    authService: { validateCredential: async () => true },
  }
}

type Starting = { readonly suite: Suite; readonly nowSeconds: number }

async function startGroup(
  { device, groupId, groupData }: CreateGroupRequest,
  config: ClientConfig,
  { suite, nowSeconds }: Starting,
): Promise<Change> {
  const own = await makeKeyPackage(
    { device, notBefore: Math.max(0, nowSeconds - 3600), notAfter: nowSeconds + maxLifetime - 3600 },
    suite,
  )
  const secret = decodeKeyPackageSecret(own.secret)
  if (secret === undefined) throw new Error('a key package of our own that does not decode')
  const current = await createGroup(
    groupId.slice(),
    secret.keyPackage,
    {
      initPrivateKey: secret.initPrivateKey,
      hpkePrivateKey: secret.leafPrivateKey,
      signaturePrivateKey: device.signaturePrivateKey,
    },
    groupDataToExtensions(groupData),
    suite,
    config,
  )
  const state: GroupState = { current, past: [] }
  return { state, parts: changedParts(undefined, state), erase: [secret.initPrivateKey] }
}
