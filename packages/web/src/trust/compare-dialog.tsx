// Comparing the safety number with somebody: by camera, by words or by digits, and saying what came of it.

import type { KeySnapshot } from '@sotto/client'
import type { AccountName } from '@sotto/wire'
import { BadgeCheck, ScanLine } from 'lucide-react'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { useTopic } from '../engine/use-topic.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormError } from '../ui/form-error.tsx'
import { QrCode } from '../ui/qr-code.tsx'
import { NumberCard } from './number-card.tsx'
import { ScanView } from './scan-view.tsx'
import { VerifiedLine } from './verified-line.tsx'

type Props = { readonly account: AccountName; readonly onClose: () => void }

export default function CompareDialog({ account, onClose }: Props) {
  const { t } = useTranslation()
  const key = useTopic('key', { account })
  return (
    <Dialog title={t('trust.title', { name: account })} onClose={onClose}>
      {key !== undefined && key !== null && <Comparing known={key} />}
    </Dialog>
  )
}

function Comparing({ known }: { readonly known: KeySnapshot }) {
  const { t } = useTranslation()
  const [scanning, setScanning] = useState(false)
  const name = known.account
  return (
    <>
      <div className="flex min-h-0 flex-col gap-4 overflow-y-auto px-5 pb-4">
        <p className="text-base text-ink-soft">{t('trust.how', { name })}</p>
        {scanning ? (
          <Scanning known={known} onDone={() => setScanning(false)} />
        ) : (
          <div className="flex flex-col items-center gap-3">
            <QrCode text={known.code} label={t('trust.ownCode', { name })} />
            <Button small onClick={() => setScanning(true)}>
              <ScanLine aria-hidden="true" className="size-4" />
              {t('trust.scan', { name })}
            </Button>
          </div>
        )}
        <NumberCard words={known.words} number={known.number} />
      </div>
      <footer className="flex flex-col gap-3 border-t border-line px-5 py-4">
        {known.verifiedAt === undefined ? (
          <Verdict known={known} />
        ) : (
          <Verified known={known} verifiedAt={known.verifiedAt} />
        )}
      </footer>
    </>
  )
}

/** A code that fits ends it; any other stays on the screen as a sentence while the camera looks on. */
function Scanning({ known, onDone }: { readonly known: KeySnapshot; readonly onDone: () => void }) {
  const { t } = useTranslation()
  const { run, failure } = useCommand('verifyByCode')
  const { account } = known
  const check = useCallback(
    async (code: string) => {
      const outcome = await run({ account, code })
      if (outcome.ok) onDone()
    },
    [run, account, onDone],
  )
  const onText = useCallback((text: string) => void check(text), [check])
  return (
    <div className="flex flex-col items-center gap-3">
      <ScanView name={account} onText={onText} />
      <FormError text={failure?.message} />
      <Button small onClick={onDone}>
        {t('trust.showCode')}
      </Button>
    </div>
  )
}

function Verdict({ known }: { readonly known: KeySnapshot }) {
  const { t } = useTranslation()
  const { run, busy, failure } = useCommand('verifyKey')
  const [differs, setDiffers] = useState(false)
  const { account: name, number } = known
  if (known.offered !== undefined) return <p className="text-sm text-warn-text">{t('trust.decideFirst')}</p>
  if (differs) {
    return (
      <>
        <p role="alert" className="text-sm text-danger-text">
          {t('trust.differText', { name })}
        </p>
        <Button small className="self-start" onClick={() => setDiffers(false)}>
          {t('trust.again')}
        </Button>
      </>
    )
  }
  return (
    <>
      <FormError text={failure?.message} />
      <div className="flex flex-wrap gap-2">
        <Button
          tone="primary"
          className="flex-1"
          busy={busy}
          onClick={() => void run({ account: name, number })}
        >
          <BadgeCheck aria-hidden="true" className="size-4" />
          {t('trust.same')}
        </Button>
        <Button className="flex-1" onClick={() => setDiffers(true)}>
          {t('trust.differ')}
        </Button>
      </div>
    </>
  )
}

type VerifiedProps = { readonly known: KeySnapshot; readonly verifiedAt: number }

function Verified({ known, verifiedAt }: VerifiedProps) {
  const { t } = useTranslation()
  const { run, busy, failure } = useCommand('unverifyKey')
  return (
    <>
      <FormError text={failure?.message} />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <VerifiedLine at={verifiedAt} />
        <Button small tone="quiet" busy={busy} onClick={() => void run({ account: known.account })}>
          {t('trust.takeBack')}
        </Button>
      </div>
    </>
  )
}
