/** What went wrong, below what it went wrong with; null: nothing. */
export const FaultText = ({ children }: { children: string | null }) =>
  children && (
    <p role="alert" className="text-bad">
      {children}
    </p>
  )
