import { renderMessage } from '../../src/mail/render-message'
import { messageWith } from './sample-messages'

const publicUrl = 'https://switchboard.example'
const at = (path: string) => `${publicUrl}${path}`
const render = (parts: Parameters<typeof messageWith>[0]) => renderMessage(messageWith(parts), publicUrl)

const report = `Here is where the **quarterly report** stands, as of this morning.

## What is done

- The totals are _ready_, see [the sheet](https://example.com/sheets/q3?tab=totals&view=all)
- Grace has read the draft of \`report.md\`
- [x] Figures of Berlin
- [ ] Figures of Lisbon, which Tomás sends **by Friday**
  1. Revenue
  2. Headcount

> Could you check the second table once more? The sum looks odd to me.

\`\`\`js
const sum = rows.reduce((total, { amount }) => total + amount, 0) // a line that is too long for a phone
\`\`\`

| Office | Revenue | Change |
| --- | ---: | ---: |
| Berlin | 1,204,000 | +4 % |
| Lisbon | 386,500 | −2 % |

Shall I remind Tomás on Thursday?`

export const sampleMails = {
  agentMessage: render({
    title: 'Quarterly report: Lisbon is missing',
    body: report,
    link: { label: 'Open the conversation', url: at('/conversations/c_81?from=mail&at=3') },
  }),
  feedbackRequest: render({
    template: 'question',
    title: 'Relay asks: Send the offer to Meridian Health?',
    body: 'The offer for **Meridian Health** is ready: 18,400 € for the first year, 14 days to accept.\n\nThey asked for it by Wednesday. [Read the draft](https://switchboard.example/drafts/d_12)',
    actions: [
      { id: 'approve', label: 'Approve and send', style: 'primary', url: at('/feedback/f_1?answer=approve&token=abc') },
      { id: 'reject', label: 'Do not send', style: 'danger', url: at('/feedback/f_1?answer=reject&token=abc') },
      { id: 'later', label: 'Ask me again tomorrow', style: 'plain', url: at('/feedback/f_1?answer=later&token=abc') },
    ],
    link: { label: 'Write your answer', url: at('/feedback/f_1?token=abc') },
  }),
  digest: render({
    template: 'digest',
    title: '5 suggestions wait, 2 tasks are due',
    body: `## Waiting for your decision\n\n- [Return the security questionnaire](${at('/decide/1')})\n- [Prepare the review with Tomás and Ines](${at('/decide/2')})\n- and 3 more\n\n## Due today or before\n\n- [Send the signed contract back](${at('/tasks?task=1')}), 24 November`,
    link: { label: 'Open Switchboard', url: at('/') },
    unsubscribeUrl: at('/api/unsubscribe/token'),
  }),
  alert: render({
    template: 'alert',
    title: 'Gmail has stopped: Google wants you to sign in again',
    body: 'ada@northwind.example has not been read since 09:40 today. Nothing is lost.\n\nReconnect Gmail and choose the same account.',
    link: { label: 'Reconnect Gmail', url: at('/integrations/gmail?reconnect=1') },
  }),
}

const hostile = `"><script>alert(1)</script><img src=x onerror="alert(1)">\r\nBcc: eve@evil.example`
const safe = at('/x?a=1&b="><script>')
const hostileOf = (template: NonNullable<Parameters<typeof messageWith>[0]>['template']) =>
  render({
    template,
    title: hostile,
    body: `${hostile} [x](javascript:alert(1)) [x](https://a.example/"onerror="alert(1))`,
    actions: [{ id: 'x', label: hostile, style: 'primary', url: safe }],
    link: { label: hostile, url: safe },
    outcome: hostile,
    unsubscribeUrl: safe,
  })

export const hostileMails = {
  agentMessage: hostileOf('message'),
  feedbackRequest: hostileOf('question'),
  digest: hostileOf('digest'),
  alert: hostileOf('alert'),
}
