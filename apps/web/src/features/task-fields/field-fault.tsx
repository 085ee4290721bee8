/** Under a field: why what is typed cannot be saved yet. Always there, so that it is read out when it comes. */
export function FieldFault({ id, fault }: { id: string; fault: string | null }) {
  return (
    <span id={id} className="fault-line" role="status">
      {fault}
    </span>
  )
}
