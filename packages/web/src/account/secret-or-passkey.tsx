// What opens something, by a secret that is typed or by a passkey that the browser asks for; where either will do, the
// person says which is at hand.

import { useTranslation } from 'react-i18next'
import { PasswordField } from '../session/password-field.tsx'
import { Button } from '../ui/button.tsx'

export type By = 'secret' | 'passkey'

type Props = {
  readonly by: By
  /** Undefined where there is no choice. */
  readonly onBy: ((by: By) => void) | undefined
  readonly secret: string
  readonly onSecret: (secret: string) => void
  /** Of the field. */
  readonly label: string
  readonly name?: string
  readonly error: string | undefined
  /** What is said in its place of a passkey. */
  readonly asked: string
  /** What the way to the secret is called. */
  readonly bySecret: string
}

export function SecretOrPasskey({ by, onBy, secret, onSecret, label, name, error, ...words }: Props) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-col items-start gap-2">
      {by === 'passkey' ? (
        <p className="text-base">{words.asked}</p>
      ) : (
        <div className="w-full">
          <PasswordField
            fresh={false}
            label={label}
            {...(name === undefined ? {} : { name })}
            value={secret}
            onValue={onSecret}
            error={error}
          />
        </div>
      )}
      {onBy !== undefined && (
        <Button small onClick={() => onBy(by === 'passkey' ? 'secret' : 'passkey')}>
          {by === 'passkey' ? words.bySecret : t('account.passkey.instead')}
        </Button>
      )}
    </div>
  )
}
