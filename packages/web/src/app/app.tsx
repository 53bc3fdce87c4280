// The whole app over an engine: what main mounts, and tests and the gallery with engines of their own.

import { CSPProvider } from '@base-ui/react/csp-provider'
import type { Engine } from '@sotto/client'
import { type RouterHistory, RouterProvider } from '@tanstack/react-router'
import { useState } from 'react'
import { EngineProvider } from '../engine/engine-context.tsx'
import { BrokenBoundary } from './broken-boundary.tsx'
import { createAppRouter } from './router.tsx'

type Props = { readonly engine: Engine; readonly history?: RouterHistory }

export function App({ engine, history }: Props) {
  const [router] = useState(() => createAppRouter(history))
  return (
    <BrokenBoundary>
      <CSPProvider disableStyleElements>
        <EngineProvider engine={engine}>
          <RouterProvider router={router} />
        </EngineProvider>
      </CSPProvider>
    </BrokenBoundary>
  )
}
