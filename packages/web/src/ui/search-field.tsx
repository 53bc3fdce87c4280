// A field to look for something, with a way to empty it. Escape empties it first.

import { Search, X } from 'lucide-react'
import type { ComponentProps, Ref } from 'react'
import { useTranslation } from 'react-i18next'

type Props = Omit<ComponentProps<'input'>, 'onChange' | 'value' | 'type' | 'className'> & {
  readonly label: string
  readonly value: string
  readonly onValue: (value: string) => void
  readonly ref?: Ref<HTMLInputElement>
}

export function SearchField({ label, value, onValue, onKeyDown, ref, ...rest }: Props) {
  const { t } = useTranslation()
  return (
    <div className="relative">
      <Search
        aria-hidden="true"
        className="absolute top-1/2 start-3 size-4 -translate-y-1/2 text-ink-quiet"
      />
      <input
        {...rest}
        ref={ref}
        type="search"
        aria-label={label}
        placeholder={label}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={(event) => onValue(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && value !== '') {
            event.stopPropagation()
            onValue('')
          }
          onKeyDown?.(event)
        }}
        className="min-h-10 w-full rounded-md bg-sunken ps-9 pe-9 text-base text-ink outline-offset-0"
      />
      {value !== '' && (
        <button
          type="button"
          aria-label={t('common.clear')}
          onClick={() => onValue('')}
          className="absolute top-1/2 end-1.5 grid size-7 -translate-y-1/2 place-items-center rounded-sm text-ink-quiet hover:text-ink"
        >
          <X aria-hidden="true" className="size-4" />
        </button>
      )}
    </div>
  )
}
