// Numbers of something, in the interface's language. To make such a format takes longer than all that is done with it.

type Unit = { readonly unit: string; readonly display: 'long' | 'short' | 'narrow' }

const formats = new Map<string, Intl.NumberFormat>()

/** `8 hours`, `8 hr` or `8h`. */
export function inUnit(count: number, { unit, display }: Unit, language: string): string {
  const key = `${language} ${unit} ${display}`
  const format =
    formats.get(key) ?? new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: display })
  formats.set(key, format)
  return format.format(count)
}
