// Chromium's virtual authenticator (CDP, domain WebAuthn), what the settings do with it, and the codes of an
// authenticator app.

import { type CDPSession, expect, type Locator, type Page } from '@playwright/test'
import { parseTotpSecret, totpCode, totpStep } from '@sotto/crypto'
import { password } from './person.ts'

export type VirtualAuthenticator = {
  /** Takes all passkeys out, and puts them into another page's authenticator, as a synced one would. */
  moveTo(other: VirtualAuthenticator): Promise<void>
  /** Nobody touches it any more, so that nothing that is suggested is chosen. */
  rest(): Promise<void>
  /** Once the page suggests it: it is touched again by whoever asks for it next. */
  wake(): Promise<void>
  readonly cdp: CDPSession
  readonly id: string
}

export async function addAuthenticatorTo(
  page: Page,
  { hasPrf = true }: { readonly hasPrf?: boolean } = {},
): Promise<VirtualAuthenticator> {
  await page.addInitScript(noteSuggestions)
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
  const touch = async (enabled: boolean) => {
    await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: id, enabled })
  }
  return {
    cdp,
    id,
    rest: () => touch(false),
    wake: async () => {
      await page.waitForFunction(() => document.documentElement.dataset.suggests === 'yes')
      await touch(true)
    },
    moveTo: async (other) => {
      const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId: id })
      await cdp.send('WebAuthn.clearCredentials', { authenticatorId: id })
      for (const credential of credentials) {
        await other.cdp.send('WebAuthn.addCredential', { authenticatorId: other.id, credential })
      }
    },
  }
}

/** Marks a page that waits for a passkey to be chosen in a field. */
function noteSuggestions(): void {
  const get = navigator.credentials.get.bind(navigator.credentials)
  navigator.credentials.get = (options) => {
    const got = get(options)
    if (options?.mediation === 'conditional') document.documentElement.dataset.suggests = 'yes'
    return got
  }
}

/** What an authenticator app shows for the secret, so many codes from now. */
export function shownFor(secret: string, ahead = 0): string {
  return totpCode(parseTotpSecret(secret) ?? new Uint8Array(), totpStep(Date.now()) + ahead)
}

/** The backup codes on the screen, kept. */
export async function keepCodes(page: Page): Promise<readonly string[]> {
  const shown = page.getByTestId('backup-codes').getByRole('listitem')
  await expect(shown).toHaveCount(10)
  const codes = await shown.allTextContents()
  await page.getByRole('checkbox', { name: 'I have saved it' }).check()
  await page.getByRole('button', { name: 'Done' }).click()
  return codes
}

/** From the settings' page about security, as far as what is said of it. */
export async function makePasskey(page: Page, name: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a passkey' })
  await dialog.getByRole('textbox', { name: 'Name of the passkey' }).fill(name)
  await dialog.getByRole('textbox', { name: 'Your password' }).fill(password)
  await dialog.getByRole('button', { name: 'Make the passkey' }).click()
  return dialog
}
