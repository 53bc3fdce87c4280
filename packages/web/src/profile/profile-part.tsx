// The part of the settings; what is in it is loaded when it is opened.

import { lazy, Suspense } from 'react'

const ProfileSection = lazy(() => import('./profile-section.tsx'))

export function ProfilePart() {
  return (
    <Suspense>
      <ProfileSection />
    </Suspense>
  )
}
