// A message as one line, for lists, quotes and what is being answered.

import type { TFunction } from 'i18next'
import { plainPreview } from '../text/plain-preview.ts'

type Said = { readonly text: string; readonly unsupported?: string; readonly deleted?: unknown }

export function previewOf(said: Said, t: TFunction<'app'>, length: number): string {
  if (said.deleted !== undefined) return t('message.deleted')
  if (said.unsupported !== undefined) return t('timeline.unsupported')
  return plainPreview(said.text, length)
}
