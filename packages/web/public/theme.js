// Runs before the first paint, so that a dark room never flashes white. src/ui/theme.ts owns the choice.
;(() => {
  const chosen = localStorage.getItem('sotto.theme')
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
})()
