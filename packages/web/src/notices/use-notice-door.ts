// Where components find the browser's notifications: loaded when they are needed. Tests give their own.

import { createContext, use } from 'react'
import type { NoticeDoor } from './notice-door.ts'

const load = () => import('./browser-door.ts').then(({ browserDoor }) => browserDoor)

export const NoticeDoorContext = createContext<() => Promise<NoticeDoor>>(load)

export const useNoticeDoor = (): (() => Promise<NoticeDoor>) => use(NoticeDoorContext)
