import { agentMessage } from '../../src/mail/templates/agent-message'
import { alert } from '../../src/mail/templates/alert'
import { digest } from '../../src/mail/templates/digest'
import { feedbackRequest } from '../../src/mail/templates/feedback-request'

const at = (path: string) => `https://switchboard.example${path}`
const settingsUrl = at('/settings/notifications')

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
  agentMessage: agentMessage({
    agent: 'Relay',
    subject: 'Quarterly report: Lisbon is missing',
    markdown: report,
    conversationUrl: at('/conversations/c_81?from=mail&at=3'),
    canReply: true,
    settingsUrl,
  }),
  feedbackRequest: feedbackRequest({
    agent: 'Relay',
    summary: 'Send the offer to Meridian Health?',
    question:
      'The offer for **Meridian Health** is ready: 18,400 € for the first year, 14 days to accept.\n\nThey asked for it by Wednesday. [Read the draft](https://switchboard.example/drafts/d_12)',
    options: [
      { label: 'Approve and send', url: at('/feedback/f_1?answer=approve&token=abc') },
      { label: 'Do not send', url: at('/feedback/f_1?answer=reject&token=abc') },
      { label: 'Ask me again tomorrow', url: at('/feedback/f_1?answer=later&token=abc') },
    ],
    answerUrl: at('/feedback/f_1?token=abc'),
    canReply: true,
    expiresAt: new Date('2026-11-24T14:30:00Z'),
    timeZone: 'Europe/Berlin',
    settingsUrl,
  }),
  digest: digest({
    summary: '5 suggestions and 2 tasks due today',
    sections: [
      {
        title: 'Suggestions waiting for you',
        entries: [
          {
            title: 'Return the security questionnaire',
            detail: 'Gmail, Meridian Health, due Friday',
            url: at('/?s=1'),
          },
          {
            title: 'Prepare the review of the onboarding plan with Tomás and Ines',
            detail: 'Google Calendar, tomorrow 10:00',
            url: at('/?s=2'),
          },
          { title: 'Answer Grace about the second table', detail: 'Slack, #finance', url: at('/?s=3') },
        ],
        more: 2,
        url: at('/'),
      },
      {
        title: 'Due today',
        entries: [
          { title: 'Send the signed contract back', detail: 'High priority', url: at('/tasks/t1') },
          { title: 'Book the train to Hamburg', detail: 'Overdue since yesterday', url: at('/tasks/t2') },
        ],
        more: 0,
        url: at('/tasks'),
      },
    ],
    url: at('/'),
    settingsUrl,
  }),
  alert: alert({
    tone: 'bad',
    problem: 'Gmail has stopped: Google wants you to sign in again',
    detail:
      'ada@northwind.example has not been read since 09:40 today. Nothing is lost: what came in meanwhile is fetched as soon as you are back.',
    advice: 'Reconnect Gmail and choose the same account. It takes half a minute.',
    action: { label: 'Reconnect Gmail', url: at('/integrations/gmail?reconnect=1') },
    settingsUrl,
  }),
}

const hostile = `"><script>alert(1)</script><img src=x onerror="alert(1)">\r\nBcc: eve@evil.example`
const safe = at('/x?a=1&b="><script>')

export const hostileMails = {
  agentMessage: agentMessage({
    agent: hostile,
    subject: hostile,
    markdown: `${hostile} [x](javascript:alert(1)) [x](https://a.example/"onerror="alert(1))`,
    conversationUrl: safe,
    canReply: true,
    settingsUrl: safe,
  }),
  feedbackRequest: feedbackRequest({
    agent: hostile,
    summary: hostile,
    question: hostile,
    options: [{ label: hostile, url: safe }],
    answerUrl: safe,
    canReply: true,
    expiresAt: new Date('2026-11-24T14:30:00Z'),
    timeZone: 'UTC',
    settingsUrl: safe,
  }),
  digest: digest({
    summary: hostile,
    sections: [{ title: hostile, entries: [{ title: hostile, detail: hostile, url: safe }], more: 1, url: safe }],
    url: safe,
    settingsUrl: safe,
  }),
  alert: alert({
    tone: 'warn',
    problem: hostile,
    detail: hostile,
    advice: hostile,
    action: { label: hostile, url: safe },
    settingsUrl: safe,
  }),
}
