// Opens the comparison; what it needs for codes and the camera is loaded then.

import type { AccountName } from '@sotto/wire'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { Button } from '../ui/button.tsx'

const CompareDialog = lazy(() => import('./compare-dialog.tsx'))

type Props = { readonly account: AccountName; readonly label?: string; readonly children: ReactNode }

export function CompareButton({ account, label, children }: Props) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button small aria-label={label} onClick={() => setOpen(true)}>
        {children}
      </Button>
      {open && (
        <Suspense>
          <CompareDialog account={account} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
