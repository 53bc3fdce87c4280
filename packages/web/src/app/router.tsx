// The addresses of the app. What the person may see at them is the gate's decision.

import type { MessageId } from '@sotto/wire'
import { parseConversationId, parseMessageId } from '@sotto/wire'
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  type RouterHistory,
} from '@tanstack/react-router'
import type { Panel } from '../conversation/conversation-screen.tsx'
import { ConversationScreen } from '../conversation/late.ts'
import { Home } from '../shell/home.tsx'
import { BrokenScreen } from './broken-boundary.tsx'
import { Gate } from './gate.tsx'
import { formatPlainSearch, parsePlainSearch } from './plain-search.ts'

const root = createRootRoute({ component: Gate, notFoundComponent: GoHome, errorComponent: BrokenScreen })

const home = createRoute({ getParentRoute: () => root, path: '/', component: Home })
const signIn = createRoute({ getParentRoute: () => root, path: '/sign-in', component: GoHome })
const signUp = createRoute({ getParentRoute: () => root, path: '/sign-up', component: GoHome })
const recover = createRoute({ getParentRoute: () => root, path: '/recover', component: GoHome })
const keyFile = createRoute({ getParentRoute: () => root, path: '/key-file', component: GoHome })
const otherDevice = createRoute({ getParentRoute: () => root, path: '/other-device', component: GoHome })
const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(() => import('../settings/settings-screen.tsx')),
})
const settingsPart = createRoute({ getParentRoute: () => settings, path: '/$part' })

const starred = createRoute({
  getParentRoute: () => root,
  path: '/starred',
  component: lazyRouteComponent(() => import('../stars/starred-screen.tsx')),
})

const device = createRoute({
  getParentRoute: () => root,
  path: '/device',
  component: lazyRouteComponent(() => import('../programs/code-screen.tsx')),
})
const authorize = createRoute({
  getParentRoute: () => root,
  path: '/authorize',
  validateSearch: (search: Record<string, unknown>) => search,
  component: lazyRouteComponent(() => import('../programs/authorize-screen.tsx')),
})

const sso = createRoute({
  getParentRoute: () => root,
  path: '/sso',
  validateSearch: (search: Record<string, unknown>) => search,
  component: lazyRouteComponent(() => import('../sso/connect-screen.tsx')),
})

const panels = ['details', 'security'] as const

type ConversationSearch = {
  /** A message to open at. */
  readonly at?: MessageId | undefined
  readonly panel?: Panel | undefined
}

const conversation = createRoute({
  getParentRoute: () => root,
  path: '/c/$conversation',
  validateSearch: (search: Record<string, unknown>): ConversationSearch => ({
    at: parseMessageId(search.at),
    panel: panels.find((one) => one === search.panel),
  }),
  component: Conversation,
})

function Conversation() {
  const id = parseConversationId(conversation.useParams().conversation)
  const { at, panel } = conversation.useSearch()
  if (id === undefined) return <GoHome />
  return <ConversationScreen key={id} conversation={id} at={at} panel={panel} />
}

function GoHome() {
  return <Navigate to="/" replace />
}

const tree = root.addChildren([
  home,
  signIn,
  signUp,
  recover,
  keyFile,
  otherDevice,
  settings.addChildren([settingsPart]),
  starred,
  device,
  authorize,
  sso,
  conversation,
])

/** `history`: the browser's unless a test or the gallery brings its own. */
export function createAppRouter(history?: RouterHistory) {
  return createRouter({
    routeTree: tree,
    defaultErrorComponent: BrokenScreen,
    parseSearch: parsePlainSearch,
    stringifySearch: formatPlainSearch,
    ...(history ? { history } : {}),
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
