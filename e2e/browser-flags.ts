// How Chromium is started for the tests, beside what Playwright says: without what nobody looks at here. The bar for
// addresses and a process in reserve cost as much as a fifth of all the work.

/** Chromium heeds the last list alone: these are Playwright's own, then ours. */
const without = [
  ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades'],
  ...['HttpsFirstBalancedModeAutoEnable', 'LensOverlay', 'MediaRouter', 'PaintHolding'],
  ...['ThirdPartyStoragePartitioning', 'AvoidCorsURLLoaderRestartOnRedirect', 'TcpPortRandomizationWin'],
  ...['OptimizationHints', 'NetworkTimeServiceQuerying', 'AimEnabled', 'PreconnectToSearch'],
  ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'SpareRendererForSitePerProcess'],
]

export const browserFlags: readonly string[] = [
  '--disable-gpu',
  `--disable-features=${without.join(',')}`,
  // Chromium's sandbox needs a user namespace that root in a container does not have.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
]
