// Signing in by another device of the account (spec/accounts.md DL): this browser shows a code, and the person lets it in
// where they are signed in already.

import type { Commands, Failure, SessionSnapshot } from '@sotto/client'
import { useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useEngine } from '../engine/engine-context.tsx'
import { Button } from '../ui/button.tsx'
import { FormError } from '../ui/form-error.tsx'
import { QrCode } from '../ui/qr-code.tsx'

type Asked = Commands['askForSignIn']['value']
type Kept = Extract<SessionSnapshot, { state: 'signed-out' }>['kept']

/** `kept`: whose messages this browser keeps; nobody else is let in this way, so that nothing is erased unasked. */
export function OtherDevice({ kept }: { readonly kept: Kept }) {
  const [codes, setCodes] = useState(1)
  return <OneCode key={codes} account={kept?.account} onAgain={() => setCodes(codes + 1)} />
}

type Props = { readonly account: string | undefined; readonly onAgain: () => void }

function OneCode({ account, onAgain }: Props) {
  const { t } = useTranslation()
  const { asked, failure } = useCode(account)
  return (
    <div className="flex flex-col gap-5">
      {asked !== undefined && failure === undefined && <Code {...asked} />}
      <FormError text={failure?.message} />
      {failure === undefined ? (
        <p role="status" className="text-base text-ink-quiet">
          {asked === undefined ? t('otherDevice.asking') : t('otherDevice.waiting')}
        </p>
      ) : (
        <Button tone="primary" wide onClick={onAgain}>
          {t('otherDevice.again')}
        </Button>
      )}
    </div>
  )
}

/** Who is let in is in: the whole page is another one then. */
function useCode(account: string | undefined) {
  const engine = useEngine()
  const [state, setState] = useState<{ asked?: Asked; failure?: Failure }>({})
  useEffect(() => {
    let ticket: string | undefined
    let over = false
    void ask()
    return () => {
      over = true
      if (ticket !== undefined) void engine.call('stopAskingForSignIn', { ticket })
    }

    async function ask(): Promise<void> {
      const asked = await engine.call('askForSignIn', { server: window.location.origin })
      if (asked.ok) ticket = asked.value.ticket
      if (over && ticket !== undefined) void engine.call('stopAskingForSignIn', { ticket })
      if (over) return
      if (!asked.ok) return setState({ failure: asked.error })
      setState({ asked: asked.value })
      const given = { ticket: asked.value.ticket, ...(account === undefined ? {} : { account }) }
      const entered = await engine.call('awaitSignIn', given)
      if (!over && !entered.ok) setState({ failure: entered.error })
    }
  }, [engine, account])
  return state
}

function Code({ code, link, expires }: Asked) {
  const { t, i18n } = useTranslation()
  const id = useId()
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: 'short' })
  return (
    <div className="flex flex-col items-start gap-4">
      <QrCode text={link} label={t('otherDevice.qr')} />
      <div className="flex flex-col gap-1">
        <label htmlFor={id} className="text-sm text-ink-quiet">
          {t('otherDevice.code')}
        </label>
        <output id={id} className="font-mono text-xl font-semibold tracking-wider select-all">
          {code}
        </output>
        <span className="text-sm text-ink-quiet">
          {t('otherDevice.until', { time: time.format(expires) })}
        </span>
      </div>
    </div>
  )
}
