// The parts of the settings in their order: each has an address of its own, and its words in `settings.parts`. Another
// part is another line here.

import {
  Bell,
  FolderClock,
  IdCard,
  type LucideIcon,
  MonitorSmartphone,
  Plug,
  ShieldCheck,
  TabletSmartphone,
  UserRound,
  UserX,
} from 'lucide-react'
import type { ComponentType } from 'react'
import { WaysSection } from '../account/ways-section.tsx'
import { CopiesSection } from '../copies/copies-section.tsx'
import { NoticesSection } from '../notices/notices-section.tsx'
import { ProfilePart } from '../profile/profile-part.tsx'
import { ProgramsSection } from '../programs/programs-section.tsx'
import { BlockedPeople } from './blocked-people.tsx'
import { Devices } from './devices.tsx'
import { ThisDevice } from './this-device.tsx'
import { You } from './you.tsx'

type AnyPart = { readonly path: string; readonly icon: LucideIcon; readonly Body: ComponentType }

export const parts = [
  { path: 'you', icon: UserRound, Body: You },
  { path: 'profile', icon: IdCard, Body: ProfilePart },
  { path: 'devices', icon: MonitorSmartphone, Body: Devices },
  { path: 'security', icon: ShieldCheck, Body: WaysSection },
  { path: 'notifications', icon: Bell, Body: NoticesSection },
  { path: 'programs', icon: Plug, Body: ProgramsSection },
  { path: 'history', icon: FolderClock, Body: CopiesSection },
  { path: 'blocked', icon: UserX, Body: BlockedPeople },
  { path: 'this-device', icon: TabletSmartphone, Body: ThisDevice },
] as const satisfies readonly AnyPart[]

export type Part = (typeof parts)[number]

/** Undefined for an address that leads to none. */
export function partAt(path: string): Part | undefined {
  return parts.find((one) => one.path === path)
}
