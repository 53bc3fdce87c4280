// The page's beginning: theme, words, the engine, the app; then what can wait.

import './ui/app.css'
import { connectEngine } from '@sotto/client/browser'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { startI18n } from './i18n/i18n.ts'
import { keepAppOffline } from './status/app-update.ts'
import { followTheme } from './ui/theme.ts'

const place = document.getElementById('app')
if (place === null) throw new TypeError('the page has no place for the app')

followTheme()
startI18n()
createRoot(place).render(
  <StrictMode>
    <App engine={connectEngine()} />
  </StrictMode>,
)

if (import.meta.env.PROD) void keepAppOffline()
