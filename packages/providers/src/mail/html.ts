/** As text or as the value of an attribute in double quotes. */
export const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')

/** Programs drop style sheets, so each element carries its style; `name` is what the dark colours are told for. */
export const styled = (tag: string, name: string, style: string, content: string): string =>
  `<${tag} class="${name}" style="${style}">${content}</${tag}>`
