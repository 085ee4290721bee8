import { html } from 'hono/html'
import { page } from '../pages/layout'
import type { SlackApp, SlackApps } from './apps'

/** Where people register apps, as at api.slack.com. */
export const appsPage = (apps: SlackApps) =>
  page(
    'Your apps',
    html`<p><a href="/">Overview</a></p>
      <h1>Your apps</h1>
      <ul class="plain">
        ${apps.list().map(
          (app) =>
            html`<li>
              <a href="/slack/apps/${app.id}">${app.name}</a>
              <span class="muted">${app === apps.product ? '(set up for this sandbox)' : ''}</span>
            </li>`,
        )}
      </ul>
      <section aria-labelledby="new-app">
        <h2 id="new-app">Create an app from a manifest</h2>
        <form method="post" action="/control/slack/register">
          <label for="manifest">Manifest</label>
          <textarea id="manifest" name="manifest" rows="14" required></textarea>
          <div class="row"><button class="primary">Create</button></div>
        </form>
      </section>`,
  )

export const appPage = (app: SlackApp, isProduct: boolean) =>
  page(
    app.name,
    html`<p><a href="/slack/apps">Your apps</a></p>
      <h1>${app.name}</h1>
      <h2>App Credentials</h2>
      <dl>
        <dt>Client ID</dt>
        <dd><code data-key="clientId">${app.clientId}</code></dd>
        <dt>Client Secret</dt>
        <dd><code data-key="clientSecret">${app.clientSecret}</code></dd>
        <dt>Signing Secret</dt>
        <dd><code data-key="signingSecret">${app.signingSecret}</code></dd>
      </dl>
      <h2>Event Subscriptions</h2>
      <p>Request URL: <code>${app.eventsUrl ?? 'none'}</code></p>
      ${isProduct ? '' : eventActs(app)}`,
  )

const eventActs = ({ id, isVerified }: SlackApp) =>
  html`<p class="muted">
      ${isVerified === null ? 'Not verified yet.' : isVerified ? 'Verified.' : 'Your URL did not answer the challenge.'}
    </p>
    <div class="row">
      <form method="post" action="/control/slack/verify">
        <input type="hidden" name="app" value="${id}" /><button>${isVerified === null ? 'Verify' : 'Retry'}</button>
      </form>
      <form method="post" action="/control/slack/regenerate">
        <input type="hidden" name="app" value="${id}" /><button>Regenerate the signing secret</button>
      </form>
    </div>`
