'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/lib/trpc'

/** How to put real keys in. The keys themselves are never shown, nor sent to a browser. */
export function KeysSection() {
  const trpc = useTRPC()
  const status = useQuery(trpc.system.status.queryOptions()).data
  return (
    <section aria-labelledby="keys" style={{ maxWidth: 640 }}>
      <h2 id="keys" className="mb-2">
        Your own keys
      </h2>
      <p>
        {status?.sandbox
          ? 'This installation runs in the sandbox. Put your keys into the file .env beside package.json and start again. As soon as there is one real key of Google, Slack, Notion or OpenAI, or a public address, the sandbox is off.'
          : 'This installation runs with its own keys, from the environment or the file .env.'}
      </p>
      <dl className="facts">
        <dt>Google sign-in, Gmail and Google Calendar</dt>
        <dd>
          <code>GOOGLE_CLIENT_ID</code>, <code>GOOGLE_CLIENT_SECRET</code>
        </dd>
        <dt>Slack</dt>
        <dd>
          <code>SLACK_CLIENT_ID</code>, <code>SLACK_CLIENT_SECRET</code>, <code>SLACK_SIGNING_SECRET</code>
        </dd>
        <dt>Notion</dt>
        <dd>
          <code>NOTION_CLIENT_ID</code>, <code>NOTION_CLIENT_SECRET</code>, <code>NOTION_WEBHOOK_TOKEN</code>
        </dd>
        <dt>OpenAI or a compatible server</dt>
        <dd>
          <code>OPENAI_API_KEY</code>, <code>OPENAI_BASE_URL</code>, <code>OPENAI_MODEL</code>
        </dd>
        <dt>Sign-in links and messages by e-mail</dt>
        <dd>
          <code>SMTP_URL</code>, <code>MAIL_FROM</code>
        </dd>
        <dt>For people on other computers</dt>
        <dd>
          <code>PUBLIC_URL</code>, <code>GATEWAY_URL</code>
        </dd>
      </dl>
      <p className="meta mt-3">The README lists the steps at each provider; .env.example explains every variable.</p>
    </section>
  )
}
