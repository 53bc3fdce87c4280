// A file to choose, in the look of the other fields.

import { FileUp } from 'lucide-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'

type Props = {
  readonly label: string
  /** Kinds to choose from; without it any file, for a kind that systems don't know. */
  readonly accept?: string
  readonly file: File | undefined
  readonly onFile: (file: File | undefined) => void
  readonly error: string | undefined
}

export function FileField({ label, accept, file, onFile, error }: Props) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium text-ink-soft">
        {label}
      </label>
      <span className="relative flex min-h-11 items-center gap-2.5 rounded-md border border-line-strong px-3 focus-within:outline-2 focus-within:outline-focus hover:bg-hover">
        <FileUp aria-hidden="true" className="size-4.5 shrink-0 text-ink-quiet" />
        <span aria-hidden="true" className="min-w-0 truncate">
          {file === undefined ? t('common.chooseFile') : t('common.chosenFile', { name: file.name })}
        </span>
        <input
          id={id}
          type="file"
          {...(accept === undefined ? {} : { accept })}
          aria-invalid={error !== undefined}
          onChange={(event) => onFile(event.target.files?.[0])}
          className="absolute inset-0 cursor-pointer opacity-0"
        />
      </span>
      {error !== undefined && <p className="text-sm text-danger-text">{error}</p>}
    </div>
  )
}
