import { escapeHtml } from '../html'
import { light } from '../theme'
import { frameMail, type RenderedMail } from './frame'
import { actionText, button, link, title } from './parts'

export type DigestEntry = {
  title: string
  /** Whence and until when: 'Gmail, due tomorrow'. */ detail: string
  url: string
}
export type DigestSection = {
  /** 'Waiting for you'. */
  title: string
  entries: readonly DigestEntry[]
  /** How many stand on the page beside these. */
  more: number
  url: string
}
export type Digest = {
  /** In one line, for the subject: '3 suggestions, 2 tasks due today'. */
  summary: string
  sections: readonly DigestSection[]
  url: string
  settingsUrl: string
}

/** What waits for a person. Sections without entries are left out. */
export function digest({ summary, sections, url, settingsUrl }: Digest): RenderedMail {
  const shown = sections.filter(({ entries }) => entries.length > 0)
  const open = { label: 'Open Switchboard', url }
  return frameMail({
    subject: summary,
    preview: shown
      .flatMap(({ entries }) => entries.map((entry) => entry.title))
      .slice(0, 3)
      .join(' · '),
    html: `${title(summary)}${shown.map(sectionHtml).join('\n')}
${button(open)}`,
    text: [summary, ...shown.map(sectionText), actionText(open)].join('\n\n'),
    footer: { reason: 'You get this because you asked for a summary by mail.', settingsUrl },
  })
}

const moreOf = ({ more, url }: DigestSection) => ({ label: `${more} more`, url })

function sectionHtml(section: DigestSection): string {
  const entries = section.entries
    .map(
      (entry) => `<tr><td class="row" style="padding: 10px 0; border-top: 1px solid ${light.line}">
<div style="font-weight: 500; line-height: 22px">${link({ label: entry.title, url: entry.url })}</div>
<div class="third" style="font-size: 13px; line-height: 20px; color: ${light.third}">${escapeHtml(entry.detail)}</div>
</td></tr>`,
    )
    .join('')
  const more =
    section.more > 0
      ? `<tr><td class="row" style="padding: 10px 0; border-top: 1px solid ${light.line}; font-size: 13px; line-height: 20px">${link(moreOf(section))}</td></tr>`
      : ''
  return `<h2 class="text" style="margin: 0 0 8px; font-size: 14px; line-height: 20px; font-weight: 600; color: ${light.text}">${escapeHtml(section.title)}</h2>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin: 0 0 20px">${entries}${more}</table>`
}

const sectionText = (section: DigestSection): string =>
  [
    section.title,
    ...section.entries.map((entry) => `- ${entry.title} (${entry.detail})\n  ${entry.url}`),
    ...(section.more > 0 ? [actionText(moreOf(section))] : []),
  ].join('\n')
