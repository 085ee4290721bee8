/** It ships no types. */
declare module 'planer' {
  export function extractFromPlain(text: string): string
}
