/** '640 B', '4.2 KB', '38 KB', '1.5 MB'. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`
  if (bytes < 10_000) return `${(bytes / 1_000).toFixed(1)} KB`
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
