// Catches what should never happen while drawing, and offers the way out.

import { TriangleAlert } from 'lucide-react'
import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'

type Props = { readonly children: ReactNode }

export class BrokenBoundary extends Component<Props, { readonly broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError() {
    return { broken: true }
  }

  override render() {
    return this.state.broken ? <BrokenScreen /> : this.props.children
  }
}

export function BrokenScreen() {
  const { t } = useTranslation()
  return (
    <main className="flex h-full bg-surface">
      <EmptyState page icon={TriangleAlert} title={t('broken.title')} text={t('broken.text')}>
        <Button tone="primary" onClick={() => window.location.reload()}>
          {t('broken.reload')}
        </Button>
      </EmptyState>
    </main>
  )
}
