// The frame of the app while somebody is signed in: the rail, the page beside it (instead of it on a
// phone), the status line and the overlays.

import { Outlet, useParams, useRouterState } from '@tanstack/react-router'
import clsx from 'clsx'
import { lazy, Suspense, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AccountNotices } from '../account/account-notices.tsx'
import { preloadConversations } from '../conversation/late.ts'
import { WayBackProvider } from '../conversation/way-back.tsx'
import { Rail } from '../conversations/rail.tsx'
import { NewDevice } from '../devices/new-device.tsx'
import { useStay } from '../lock/use-stay.ts'
import { useNotices } from '../notices/use-notices.ts'
import { useChosenTheme } from '../settings/use-theme.ts'
import { DirectoryWarning } from '../status/directory-warning.tsx'
import { Notices } from '../status/notices.tsx'
import { StatusLine } from '../status/status-line.tsx'
import { useActive } from '../status/use-active.ts'
import { useUnreadTitle } from '../status/use-unread-title.ts'
import { PageSkeleton } from '../ui/skeleton.tsx'
import { type Overlay, ShellContext } from './shell-context.ts'
import { useNeighbours } from './use-neighbours.ts'
import { useShortcut } from './use-shortcut.ts'

const NewConversation = lazy(() => import('../people/new-conversation.tsx'))
const KeysDialog = lazy(() => import('./keys-dialog.tsx'))
const Palette = lazy(() => import('../palette/palette.tsx'))

export function Shell() {
  const { t } = useTranslation()
  const [overlay, show] = useState<Overlay>('none')
  const shell = useMemo(() => ({ overlay, show }), [overlay])
  const open: string | undefined = useParams({ strict: false }).conversation
  const home = useRouterState({ select: ({ location }) => location.pathname === '/' })
  useActive()
  useStay()
  useUnreadTitle()
  useNotices(open)
  useChosenTheme()
  useEffect(preloadConversations, [])
  useShortcut('k', () => show(overlay === 'palette' ? 'none' : 'palette'))
  useShortcut('/', () => show(overlay === 'keys' ? 'none' : 'keys'))
  useNeighbours(open)
  const close = () => show('none')
  return (
    <ShellContext value={shell}>
      <WayBackProvider open={open}>
        <button
          type="button"
          onClick={skipToPage}
          className="absolute top-2 left-2 z-50 -translate-y-20 rounded-md bg-accent px-4 py-2 font-medium text-on-accent focus:translate-y-0"
        >
          {t('common.skip')}
        </button>
        <div className="flex h-full flex-col">
          <DirectoryWarning />
          <StatusLine />
          <NewDevice />
          <AccountNotices />
          <main className="flex min-h-0 flex-1">
            <div
              className={clsx(
                'min-h-0 wide:block wide:w-80 wide:shrink-0 wide:border-e wide:border-line panel:w-[22rem]',
                home ? 'w-full' : 'hidden',
              )}
            >
              <Rail open={open} />
            </div>
            <div
              id="page"
              tabIndex={-1}
              className={clsx(
                'min-h-0 min-w-0 flex-1 flex-col bg-surface outline-none wide:flex',
                home ? 'hidden' : 'flex',
              )}
            >
              <Suspense fallback={<PageSkeleton />}>
                <Outlet />
              </Suspense>
            </div>
          </main>
        </div>
        <Notices open={open} home={home} />
        <Suspense>
          {overlay === 'new' && <NewConversation onClose={close} />}
          {overlay === 'keys' && <KeysDialog onClose={close} />}
          {overlay === 'palette' && <Palette onClose={close} />}
        </Suspense>
      </WayBackProvider>
    </ShellContext>
  )
}

const skipToPage = () => document.getElementById('page')?.focus()
