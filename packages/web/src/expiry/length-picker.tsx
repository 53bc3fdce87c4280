// One of the usual lengths, or one of the person's own.

import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TextField } from '../ui/field.tsx'
import { inUnits, lengths, lengthWords, type Unit, units } from './lengths.ts'

type Props = { readonly seconds: number; readonly onChange: (seconds: number) => void }

const unitNames = Object.keys(units) as readonly Unit[]
const selectLook = 'min-h-11 w-full rounded-md border border-line-strong bg-surface px-3'

export function LengthPicker({ seconds, onChange }: Props) {
  const { t, i18n } = useTranslation()
  const id = useId()
  const usual: readonly number[] = [0, ...lengths]
  const [own, setOwn] = useState(!usual.includes(seconds))
  const field = useRef<HTMLSelectElement>(null)
  useEffect(() => field.current?.focus(), [])
  return (
    <div className="flex flex-col gap-2">
      <label htmlFor={id} className="text-sm font-medium text-ink-soft">
        {t('expiry.choose')}
      </label>
      <select
        ref={field}
        id={id}
        value={own ? 'own' : seconds}
        onChange={({ target: { value } }) => {
          setOwn(value === 'own')
          onChange(value === 'own' ? Math.max(seconds, units.hour) : Number(value))
        }}
        className={selectLook}
      >
        <option value={0}>{t('expiry.never')}</option>
        {lengths.map((one) => (
          <option key={one} value={one}>
            {t('expiry.after', { length: lengthWords(one, i18n.language) })}
          </option>
        ))}
        <option value="own">{t('expiry.own')}</option>
      </select>
      {own && <OwnLength seconds={seconds} onChange={onChange} />}
    </div>
  )
}

function OwnLength({ seconds, onChange }: Props) {
  const { t } = useTranslation()
  const id = useId()
  const [[first, firstUnit]] = useState(() => inUnits(seconds))
  const [count, setCount] = useState(String(first))
  const [unit, setUnit] = useState<Unit>(firstUnit)

  function change(text: string, of: Unit) {
    setCount(text)
    setUnit(of)
    // nothing, or no number, is no length
    onChange(/^\d{1,8}$/.test(text) && Number(text) > 0 ? Number(text) * units[of] : -1)
  }

  return (
    <div className="grid grid-cols-2 gap-2">
      <TextField
        label={t('expiry.count')}
        inputMode="numeric"
        value={count}
        onValueChange={(text) => change(text, unit)}
      />
      <div className="flex flex-col gap-1.5">
        <label htmlFor={id} className="text-sm font-medium text-ink-soft">
          {t('expiry.unit')}
        </label>
        <select
          id={id}
          value={unit}
          onChange={({ target: { value } }) =>
            change(count, unitNames.find((one) => one === value) ?? 'second')
          }
          className={selectLook}
        >
          {unitNames.map((one) => (
            <option key={one} value={one}>
              {t(`expiry.units.${one}`)}
            </option>
          ))}
        </select>
      </div>
    </div>
  )
}
