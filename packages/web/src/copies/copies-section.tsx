// The own history in the settings: saving a copy of it, and bringing one in.

import { FolderDown } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button.tsx'
import { BringInCopy } from './bring-in-copy.tsx'
import { SaveCopy } from './save-copy.tsx'

export function CopiesSection() {
  const { t } = useTranslation()
  const [open, setOpen] = useState<'save' | 'bring-in'>()
  const close = () => setOpen(undefined)
  return (
    <div className="flex flex-col gap-4 rounded-lg border border-line p-4">
      <div className="flex items-start gap-3">
        <FolderDown aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-ink-quiet" />
        <p className="min-w-0 flex-1 text-sm text-ink-soft">{t('copies.text')}</p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setOpen('save')}>{t('copies.save.title')}</Button>
        <Button onClick={() => setOpen('bring-in')}>{t('copies.bringIn.title')}</Button>
      </div>
      {open === 'save' && <SaveCopy onClose={close} />}
      {open === 'bring-in' && <BringInCopy onClose={close} />}
    </div>
  )
}
