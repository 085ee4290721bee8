// `npm run drill -- channels [--messages 10000] [--people 75] [--workers 2] [--kill-every 10] [--slack-failing 30] [--telegram-delay 300]
// [--changed, else one of fifty]`: messages to people while Slack fails, Telegram is slow and workers are killed. Takes some minutes.
import { parseArgs } from 'node:util'
import { runChannels } from './crash/channels-drill'
import { buildBundles } from './crash/product'
import { end, mostMs, ports, seconds } from './verdict'

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '10000' },
    people: { type: 'string', default: '75' },
    workers: { type: 'string', default: '2' },
    'kill-every': { type: 'string', default: '10' },
    'slack-failing': { type: 'string', default: '30' },
    'look-ups-failing': { type: 'string', default: '15' },
    'telegram-delay': { type: 'string', default: '300' },
    changed: { type: 'string' },
  },
})

await buildBundles()
const { tookMs, kills, messages, parts, changes, attempts, reasons, faults } = await runChannels(
  {
    messages: Number(values.messages),
    people: Number(values.people),
    workers: Number(values.workers),
    killEveryMs: Number(values['kill-every']) * 1_000,
    mostKills: Infinity,
    slackFailing: Number(values['slack-failing']),
    lookUpsFailing: Number(values['look-ups-failing']),
    telegramDelayMs: Number(values['telegram-delay']),
    // Slack changes 50 a minute.
    changed: Number(values.changed ?? Math.ceil(Number(values.messages) / 50)),
    ports,
    onKill: ({ afterMs, left }) => console.log(`${seconds(afterMs)}: a worker was killed, ${left} messages are left`),
  },
  mostMs,
)
console.table([{ took: seconds(tookMs), 'workers killed': kills, ...messages, 'changed in place': changes }])
console.table([{ 'messages and parts that arrived by': '', ...parts }])
console.table(Object.entries(attempts).map(([attempt, count]) => ({ attempt, count })))
console.table(Object.entries(reasons).map(([reason, count]) => ({ 'left a channel because': reason, count })))
end(faults, 'each message delivered or given up, none twice on a channel, another channel only with a reason')
