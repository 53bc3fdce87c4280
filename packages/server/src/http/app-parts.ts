// Everything the HTTP interface stands on, made by `server.ts` and handed to the routes.

import type { DeviceLinks } from '../accounts/device-links.ts'
import type { Devices } from '../accounts/devices.ts'
import type { Directory } from '../accounts/directory.ts'
import type { KeyPackages } from '../accounts/key-packages.ts'
import type { OtherWays } from '../accounts/other-ways.ts'
import type { Registration } from '../accounts/registration.ts'
import type { Sessions } from '../accounts/sessions.ts'
import type { SignIn } from '../accounts/sign-in.ts'
import type { WaysIn } from '../accounts/ways-in.ts'
import type { Config } from '../config.ts'
import type { Defence } from '../defence/defence.ts'
import type { Delivery } from '../delivery/delivery.ts'
import type { Admission } from '../factors/admission.ts'
import type { FactorChanges } from '../factors/factor-changes.ts'
import type { PasskeySignIn } from '../factors/passkey-sign-in.ts'
import type { Logger } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import type { Parcels } from '../parcels/parcels.ts'
import type { Profiles } from '../profiles/profiles.ts'
import type { Consent } from '../programs/consent.ts'
import type { Programs } from '../programs/programs.ts'
import type { TokenDesk } from '../programs/token-desk.ts'
import type { UserCodes } from '../programs/user-codes.ts'
import type { RateLimiters } from '../rates.ts'
import type { Records } from '../records/records.ts'
import type { Sso } from '../sso/open.ts'
import type { KeyLog } from '../transparency/key-log.ts'

export type AppParts = {
  readonly config: Pick<Config, 'name' | 'limits' | 'trustProxy' | 'metrics' | 'appDir'>
  readonly log: Logger
  readonly metrics: Metrics
  readonly limiters: RateLimiters
  readonly defence: Defence
  readonly registration: Registration
  readonly signIn: SignIn
  readonly otherWays: OtherWays
  readonly waysIn: WaysIn
  readonly admission: Admission
  readonly factors: FactorChanges
  readonly passkeySignIn: PasskeySignIn
  readonly sso: Sso
  readonly sessions: Sessions
  readonly devices: Devices
  readonly deviceLinks: DeviceLinks
  readonly keyPackages: KeyPackages
  readonly directory: Directory
  readonly keyLog: KeyLog
  readonly delivery: Delivery
  readonly records: Records
  readonly profiles: Profiles
  readonly programs: Programs
  readonly programDesk: TokenDesk
  readonly consent: Consent
  readonly userCodes: UserCodes
  /** This server's own address, as people and programs know it. */
  readonly issuer: () => string
  readonly parcels: Parcels
  /** Whether the store takes writes at the moment. */
  readonly writable: () => Promise<boolean>
}
