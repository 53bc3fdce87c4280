// The interface's language: catalogues, the choice among them, and typed keys for `t`.

import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from './en.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'app'
    resources: { app: typeof en }
  }
}

/** Synchronous, so that the first paint has words. */
export function startI18n(): void {
  void i18next.use(initReactI18next).init({
    lng: dialect(),
    fallbackLng: 'en',
    defaultNS: 'app',
    ns: ['app'],
    resources: { en: { app: en } },
    interpolation: { escapeValue: false },
    initAsync: false,
  })
  document.documentElement.lang = i18next.language
}

/** The person's own kind of English, for times and dates as they write them. */
function dialect(): string {
  return navigator.languages.find((language) => /^en\b/i.test(language)) ?? 'en'
}

/** `alice, bob and carol`, as the language joins names. */
export function joinNames(names: readonly string[], language: string): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(names)
}
