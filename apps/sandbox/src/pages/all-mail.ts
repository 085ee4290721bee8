import { html } from 'hono/html'
import { people } from '../seed/people'
import type { Store } from '../state/store'
import { page } from './layout'

/** Where links to a mail of Gmail lead: `/mail/u/0/#all/ID`. The browser goes to the mail that is meant, since no server sees what is behind the #. */
export const allMailPage = (store: Store) =>
  page(
    'Mail',
    html`<p><a href="/">Overview</a></p>
      <h1>Mail</h1>
      ${people.map(
        ({ email }) =>
          html`<section>
            <h2><a href="/mailbox/${email}">${email}</a></h2>
            <ul class="plain">
              ${store.mailbox(email).data.messages.map(
                ({ id, from, subject, snippet }) =>
                  html`<li id="all/${id}">
                    <h3>${subject}</h3>
                    <p class="muted">${from}</p>
                    <p>${snippet}</p>
                  </li>`,
              )}
            </ul>
          </section>`,
      )}`,
  )
