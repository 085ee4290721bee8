import { html } from 'hono/html'
import { type CalendarEvent, startOf } from '../state/calendar'
import type { Store } from '../state/store'
import { page } from './layout'
import { isConnected } from './overview'

type CalendarView = {
  email: string
  store: Store
  /** Id of the event that was added or changed just now. */
  changed: string | undefined
  productUrl: string
}

const shownDays = 28
const dayMs = 86_400_000

/** A calendar as its owner would see it, with what a person may do in it. */
export function calendarPage({ email, store, changed, productUrl }: CalendarView) {
  const calendar = store.calendar(email)
  const now = Date.now()
  const events = calendar.within(now, now + shownDays * dayMs)
  const touched = changed === undefined ? undefined : calendar.find(changed)
  return page(
    email,
    html`<p><a href="/">Overview</a></p>
      <h1>Calendar of ${email}</h1>
      ${touched ? notice(touched, isConnected(store, email, 'calendar'), productUrl) : ''}
      <section aria-labelledby="new-event">
        <h2 id="new-event">New event</h2>
        <form method="post" action="/control/calendar/${email}">
          <label for="title">Title</label>
          <input id="title" type="text" name="title" placeholder="Pitch for the spring campaign" required />
          <label for="organiser">From</label>
          <input
            id="organiser"
            type="text"
            name="organiser"
            value="Clara Voss &lt;clara@meridian.example&gt;"
            required
          />
          <label for="in-hours">Begins in (hours)</label>
          <input id="in-hours" type="number" name="inHours" value="48" min="0" max="2000" step="any" required />
          <label for="place">Place</label>
          <input id="place" type="text" name="place" placeholder="Room 4" />
          <label for="text">Text</label>
          <textarea
            id="text"
            name="text"
            rows="4"
            placeholder="Please prepare three proposals and bring the figures."
          ></textarea>
          <div class="row"><button class="primary">Invite</button></div>
        </form>
      </section>
      <h2>Events</h2>
      <p class="muted">The next four weeks.</p>
      <table>
        <thead>
          <tr>
            <th scope="col">When (UTC)</th>
            <th scope="col">Event</th>
            <th scope="col">Change</th>
          </tr>
        </thead>
        <tbody>
          ${events.map((event) => line(email, event))}
        </tbody>
      </table>`,
  )
}

const line = (email: string, event: CalendarEvent) => {
  const answer = event.attendees?.find(({ self }) => self)?.responseStatus
  const isOn = event.status !== 'cancelled' && answer !== 'declined'
  return html`<tr>
    <td>${whenText(event)}</td>
    <td>
      ${event.summary ?? 'No title'}<br />
      <span class="muted"
        >${event.organizer.displayName ?? event.organizer.email}${event.location ? `, ${event.location}` : ''}</span
      >
    </td>
    <td>
      ${
        !isOn
          ? html`<span class="muted">${event.status === 'cancelled' ? 'Cancelled' : 'Declined'}</span>`
          : html`${button(email, event, 'cancel', 'Cancel')} ${answer ? button(email, event, 'decline', 'Decline') : ''}`
      }
    </td>
  </tr>`
}

const button = (email: string, event: CalendarEvent, act: string, name: string) =>
  html`<form method="post" action="/control/calendar/${email}/${event.id}/${act}" style="display:inline">
    <button>${name}<span class="hidden"> “${event.summary ?? 'No title'}”, ${whenText(event)}</span></button>
  </form>`

const whenText = ({ start }: CalendarEvent) =>
  'date' in start ? start.date : new Date(startOf(start)).toISOString().slice(0, 16).replace('T', ' ')

const notice = (event: CalendarEvent, connected: boolean, productUrl: string) => {
  const integrations = html`<a href="${productUrl}/integrations">Integrations</a>`
  return html`<p class="notice" role="status">
    “${event.summary ?? 'No title'}” has changed.
    ${
      connected
        ? html`Google’s stand-in tells of it at once, and Switchboard has it a moment later. A <b>Sync now</b> on
            ${integrations} finds it as well.`
        : html`Switchboard will see it once this calendar is connected on ${integrations}.`
    }
  </p>`
}
