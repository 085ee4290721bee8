/** The product's own mark: four jacks, one cord. */
export function Mark() {
  return (
    <svg
      className="mark-sb"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <circle cx="4.5" cy="4.5" r="2.25" />
      <circle cx="15.5" cy="4.5" r="2.25" fill="currentColor" />
      <circle cx="4.5" cy="15.5" r="2.25" fill="currentColor" />
      <circle cx="15.5" cy="15.5" r="2.25" />
      <path d="M6.1 13.9 13.9 6.1" />
    </svg>
  )
}
