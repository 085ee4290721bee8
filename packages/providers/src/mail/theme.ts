/** The colours of the product's own pages (apps/web/src/styles/tokens.css) as mail programs know them: none reads oklch. */
export const light = {
  page: '#f8f8f9',
  card: '#ffffff',
  raised: '#f2f2f4',
  line: '#e3e4e6',
  text: '#191c21',
  second: '#484a50',
  third: '#65676d',
  accent: '#2b59c8',
  accentText: '#2653c1',
}
export type Theme = typeof light

export const dark: Theme = {
  page: '#0d0e10',
  card: '#131416',
  raised: '#1c1d20',
  line: '#25272a',
  text: '#ecedef',
  second: '#b7b9bd',
  third: '#94979c',
  accent: '#3e6cd5',
  accentText: '#8fb2f9',
}

export const fonts = {
  text: "ui-sans-serif, system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif",
  code: "ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
}
