import { escapeHtml } from '../html'
import { dark, fonts, light } from '../theme'

/** What every mail of ours has. `html` and `text` are its body, in its own words. */
export type MailFrame = {
  subject: string
  /** Stands beside the subject in lists of mail. */
  preview: string
  html: string
  text: string
  /** Why the person gets it, and where that is changed. */
  footer: { reason: string; settingsUrl: string }
}
export type RenderedMail = { subject: string; html: string; text: string }

/**
 * A mail in light and dark, without pictures, as wide as a phone at least and 600 pixels at most. Tables lay it out: programs that know no
 * other layout are still in use.
 */
export function frameMail({ subject, preview, html, text, footer }: MailFrame): RenderedMail {
  const title = oneLine(subject)
  const settings = `<a class="third" href="${linkTo(footer.settingsUrl)}" style="color: ${light.third}">Change what you get</a>`
  return {
    subject: title,
    html: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${sheet}</style>
</head>
<body class="page" style="margin: 0; padding: 0; background: ${light.page}">
<div style="display: none; max-height: 0; overflow: hidden">${escapeHtml(oneLine(preview))}</div>
<table class="page" role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background: ${light.page}"><tr><td align="center" style="padding: 24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width: 560px; text-align: left">
<tr><td class="text" style="padding: 0 4px 12px; color: ${light.text}; font: 600 14px/20px ${fonts.text}">Switchboard</td></tr>
<tr><td class="card text" style="padding: 28px 28px 12px; background: ${light.card}; border: 1px solid ${light.line}; border-radius: 8px; color: ${light.text}; font: 15px/24px ${fonts.text}; word-break: break-word">
${html}
</td></tr>
<tr><td class="third" style="padding: 16px 4px 0; color: ${light.third}; font: 12px/18px ${fonts.text}">${escapeHtml(footer.reason)} ${settings}</td></tr>
</table>
</td></tr></table>
</body>
</html>
`,
    text: `${text}\n\n--\n${footer.reason}\nChange what you get: ${footer.settingsUrl}\n`,
  }
}

/** The style sheet for programs that read one: dark colours, and less room at the sides of a phone. */
const sheet = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
.page { background: ${dark.page} !important; }
.card { background: ${dark.card} !important; border-color: ${dark.line} !important; }
.text { color: ${dark.text} !important; }
.second { color: ${dark.second} !important; }
.third { color: ${dark.third} !important; }
.link { color: ${dark.accentText} !important; }
.button { background: ${dark.accent} !important; }
.choice { border-color: ${dark.third} !important; color: ${dark.text} !important; }
.code { background: ${dark.raised} !important; color: ${dark.text} !important; }
.quote { border-color: ${dark.line} !important; color: ${dark.second} !important; }
.cell, .rule { border-color: ${dark.line} !important; }
}
@media (max-width: 480px) {
.card { padding: 20px 18px 6px !important; }
}
`

/** A name from elsewhere must not end the subject's line. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .toWellFormed()

/** The value of `href`. Throws for what is not of the web: our own addresses alone come here. */
export function linkTo(url: string): string {
  if (!/^https?:\/\//i.test(url)) throw new Error('Buttons of a mail lead to pages of the web.')
  return escapeHtml(new URL(url).href)
}
