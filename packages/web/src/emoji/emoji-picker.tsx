// All emoji: found by their names, in the tone of skin that was chosen last. The default export, so that it is loaded apart.

import {
  type EmojiPickerListComponents,
  type EmojiPickerSkinToneProps,
  EmojiPicker as Picker,
} from 'frimousse'
import { useTranslation } from 'react-i18next'
import { emojiData } from './emoji-data.ts'
import { keepSkinTone, keptSkinTone } from './skin-tone.ts'

export type EmojiPickerProps = { readonly onPick: (emoji: string) => void }

export default function EmojiPicker({ onPick }: EmojiPickerProps) {
  const { t } = useTranslation()
  const data = () =>
    emojiData({
      group: (group) => t(`emoji.groups.${group}`),
      tone: (tone) => t(`emoji.tones.${tone}`),
    })
  return (
    <Picker.Root
      resolveEmojiData={data}
      skinTone={keptSkinTone()}
      columns={8}
      onEmojiSelect={({ emoji }) => onPick(emoji)}
      className="flex h-80 w-76 max-w-full flex-col overflow-hidden rounded-lg"
    >
      <div className="flex items-center gap-1 p-2">
        <Picker.Search
          autoFocus
          aria-label={t('emoji.search')}
          placeholder={t('emoji.search')}
          className="min-h-10 min-w-0 flex-1 rounded-md bg-sunken px-3 text-base outline-none placeholder:text-ink-quiet focus-visible:ring-3 focus-visible:ring-focus/40"
        />
        <Picker.SkinTone emoji="✋">{(tones) => <SkinToneButton {...tones} />}</Picker.SkinTone>
      </div>
      <Picker.Viewport className="relative min-h-0 flex-1 outline-none">
        <Picker.Empty className="absolute inset-0 grid place-items-center text-sm text-ink-quiet">
          {t('emoji.none')}
        </Picker.Empty>
        <Picker.List className="pb-2 select-none" components={parts} />
      </Picker.Viewport>
    </Picker.Root>
  )
}

type Tones = Parameters<EmojiPickerSkinToneProps['children']>[0]

function SkinToneButton({ skinTone, setSkinTone, skinToneVariations }: Tones) {
  const { t } = useTranslation()
  const at = skinToneVariations.findIndex((one) => one.skinTone === skinTone)
  const next = skinToneVariations[(at + 1) % skinToneVariations.length]?.skinTone ?? 'none'
  return (
    <button
      type="button"
      aria-label={t('emoji.skinTone', { tone: t(`emoji.tones.${skinTone}`) })}
      title={t('emoji.nextSkinTone')}
      onClick={() => {
        keepSkinTone(next)
        setSkinTone(next)
      }}
      className="grid size-10 shrink-0 place-items-center rounded-md text-xl hover:bg-hover"
    >
      {skinToneVariations[at]?.emoji}
    </button>
  )
}

const parts: Partial<EmojiPickerListComponents> = {
  CategoryHeader: ({ category, ...rest }) => (
    <div {...rest} className="bg-raised px-3 pt-2 pb-1 text-xs font-semibold text-ink-quiet">
      {category.label}
    </div>
  ),
  // Rows and columns are counted from one; the library begins at nought.
  Row: ({ children, 'aria-rowindex': row = 0, ...rest }) => (
    <div {...rest} {...{ 'aria-rowindex': row + 1 }} className="px-2">
      {children}
    </div>
  ),
  Emoji: ({ emoji, 'aria-colindex': column = 0, ...rest }) => (
    <button
      {...rest}
      {...{ 'aria-colindex': column + 1 }}
      type="button"
      title={emoji.label}
      className="grid size-9 place-items-center rounded-md text-xl data-active:bg-hover"
    >
      {emoji.emoji}
    </button>
  ),
}
