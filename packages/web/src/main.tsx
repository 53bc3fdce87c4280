// The page's beginning: the engine, theme, words, the app; then what can wait.

import './engine/start-engine.ts'
import './ui/app.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { engine } from './engine/start-engine.ts'
import { startI18n } from './i18n/i18n.ts'
import { keepAppOffline } from './status/app-update.ts'
import { followTheme } from './ui/theme.ts'

const place = document.getElementById('app')
if (place === null) throw new TypeError('the page has no place for the app')

followTheme()
startI18n()
createRoot(place).render(
  <StrictMode>
    <App engine={engine} />
  </StrictMode>,
)

if (import.meta.env.PROD) void keepAppOffline()
