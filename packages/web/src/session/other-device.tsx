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
  const { t } = useTranslation()
  const [run, setRun] = useState(0)
  const { asked, failure } = useCode(run, kept?.account)
  return (
    <div className="flex flex-col gap-5">
      {asked !== undefined && failure === undefined && <Code {...asked} />}
      <FormError text={failure?.message} />
      {failure === undefined ? (
        <p role="status" className="text-base text-ink-quiet">
          {asked === undefined ? t('otherDevice.asking') : t('otherDevice.waiting')}
        </p>
      ) : (
        <Button tone="primary" wide onClick={() => setRun(run + 1)}>
          {t('otherDevice.again')}
        </Button>
      )}
    </div>
  )
}

/** Who is let in is in: the whole page is another one then. `run`: another one asks anew. */
function useCode(run: number, account: string | undefined) {
  const engine = useEngine()
  const [state, setState] = useState<{ asked?: Asked; failure?: Failure }>({})
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run asks anew
  useEffect(() => {
    let ticket: string | undefined
    let over = false
    setState({})
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
  }, [engine, account, run])
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
