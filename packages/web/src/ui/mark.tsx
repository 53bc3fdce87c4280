// Sotto's mark: a quiet voice in a speech bubble. Decorative; the name stands beside it or in the title.

export function Mark({ className }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 64 64" aria-hidden="true" className={className}>
      <rect width="64" height="64" rx="16" fill="var(--color-accent)" />
      <path
        d="M32 14c-11 0-20 7.4-20 16.8 0 5.300 2.900 10 7.400 13.100L17.600 51c-.2.9.7 1.600 1.500 1.200l8.300-4.300c1.500.3 3 .4 4.600.4 11 0 20-7.400 20-16.800S43 14 32 14z"
        fill="var(--color-on-accent)"
      />
      <g stroke="var(--color-accent)" strokeWidth="3.6" strokeLinecap="round">
        <path d="M23 29.500v3.200" />
        <path d="M29 26.500v9.200" />
        <path d="M35 28.500v5.200" />
        <path d="M41 30.300v1.600" />
      </g>
    </svg>
  )
}
