/** A refusal as it stands at its field, which shows its label already: 'Give whole seconds', not 'Undo is possible for: give …'. */
export function atField(label: string, message: string): string {
  const start = `${label}: `
  if (!message.startsWith(start)) return message
  const words = message.slice(start.length)
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}
