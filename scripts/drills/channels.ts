// `npm run drill -- channels [--messages 10000] [--workers 2] [--kill-every 10] [--slack-failing 30] [--telegram-delay 300]`: messages to people while
// Slack fails, Telegram is slow and workers are killed. Takes some minutes.
import { parseArgs } from 'node:util'
import { runChannels } from './crash/channels-drill'
import { buildBundles } from './crash/product'
import { end, mostMs, ports, seconds } from './verdict'

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '10000' },
    workers: { type: 'string', default: '2' },
    'kill-every': { type: 'string', default: '10' },
    'slack-failing': { type: 'string', default: '30' },
    'telegram-delay': { type: 'string', default: '300' },
  },
})

await buildBundles()
const { tookMs, kills, messages, attempts, faults } = await runChannels(
  {
    messages: Number(values.messages),
    workers: Number(values.workers),
    killEveryMs: Number(values['kill-every']) * 1_000,
    mostKills: Infinity,
    slackFailing: Number(values['slack-failing']),
    telegramDelayMs: Number(values['telegram-delay']),
    ports,
  },
  mostMs,
)
console.table([{ took: seconds(tookMs), 'workers killed': kills, ...messages }])
console.table(Object.entries(attempts).map(([attempt, count]) => ({ attempt, count })))
end(faults, 'each message delivered or given up, none twice on a channel, another channel only with a reason')
