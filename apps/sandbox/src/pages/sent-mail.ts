import { html } from 'hono/html'
import type { CaughtMail } from '../state/store'
import { page } from './layout'

/** What the product has sent, with the links that a person would follow. */
export const sentMailPage = (mails: CaughtMail[]) =>
  page(
    'Sent mail',
    html`<p><a href="/">Overview</a></p>
      <h1>Mail that the product has sent</h1>
      ${mails.length === 0 ? html`<p>None yet.</p>` : ''}
      ${mails.map(
        (mail) =>
          html`<h2>${mail.subject}</h2>
            <p class="muted">to ${mail.to}, ${mail.at}</p>
            <p>${linksOf(mail.text).map((link) => html`<a href="${link}">${link.slice(0, 90)}</a><br />`)}</p>
            ${
              mail.html === null
                ? ''
                : html`<iframe sandbox="" title="${mail.subject}, as HTML" srcdoc="${mail.html}"></iframe>`
            }
            <details ${mail.html === null ? 'open' : ''}>
              <summary>Plain text</summary>
              <pre>${mail.text}</pre>
            </details>
            <details>
              <summary>Headers</summary>
              <pre>${headerLines(mail)}</pre>
            </details>`,
      )}`,
  )

const headerLines = ({ headers = {} }: CaughtMail) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')

const linksOf = (text: string) => text.match(/https?:\/\/[^\s<>")]+/g) ?? []
