/** The sluice gate over water. */
export function BrandMark({ size = 22 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect x="2" y="2" width="28" height="28" rx="6" fill="#0b7285" />
      <path d="M7 6h18v9h-4V9h-3v6h-4V9h-3v6H7z" fill="#fff" />
      <path
        d="M6 20c3-2 5-2 7 0s4 2 7 0 4-2 6 0M6 25c3-2 5-2 7 0s4 2 7 0 4-2 6 0"
        fill="none"
        stroke="#9bd3db"
        strokeWidth="2"
        strokeLinecap="round"
      />
    </svg>
  )
}
