// Chromium's virtual authenticator (CDP, domain WebAuthn), and the codes of an authenticator app.

import type { CDPSession, Page } from '@playwright/test'
import { parseTotpSecret, totpCode, totpStep } from '@sotto/crypto'

export type VirtualAuthenticator = {
  /** Takes all passkeys out, and puts them into another page's authenticator, as a synced one would. */
  moveTo(other: VirtualAuthenticator): Promise<void>
  readonly cdp: CDPSession
  readonly id: string
}

export async function addAuthenticatorTo(
  page: Page,
  { hasPrf = true }: { readonly hasPrf?: boolean } = {},
): Promise<VirtualAuthenticator> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId: id } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      hasPrf,
    },
  })
  return {
    cdp,
    id,
    moveTo: async (other) => {
      const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId: id })
      await cdp.send('WebAuthn.clearCredentials', { authenticatorId: id })
      for (const credential of credentials) {
        await other.cdp.send('WebAuthn.addCredential', { authenticatorId: other.id, credential })
      }
    },
  }
}

/** What an authenticator app shows for the secret, so many codes from now. */
export function shownFor(secret: string, ahead = 0): string {
  return totpCode(parseTotpSecret(secret) ?? new Uint8Array(), totpStep(Date.now()) + ahead)
}
