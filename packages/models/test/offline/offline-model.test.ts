import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ItemSnapshot } from '@switchboard/core/items'
import { detectInjection } from '@switchboard/core/suggestions/detect-injection'
import { proposalSchema } from '@switchboard/core/suggestions/proposal'
import { parseMail } from '@switchboard/providers/mail/parse-mail'
import { startSandbox, type Sandbox } from '@switchboard/sandbox/app'
import { requests } from '@switchboard/sandbox/seed/requests'
import { emailItem } from '@switchboard/testing'
import { describeModel } from '@switchboard/testing/describe-model'
import { unseenFigures } from '../../scripts/evaluate'
import { trainingFiles } from '../../scripts/fixtures'
import { labelledItems, readExamples } from '../../scripts/labelled-items'
import { measure, resampled } from '../../src/metrics'
import { offlineModel } from '../../src/offline/offline-model'
import { seededRandom } from '../../src/offline/train-classifier'
import { trainOffline } from '../../src/offline/train-items'

const model = offlineModel()
const person = { name: 'Ada Lindqvist', addresses: ['ada@northwind.example'] }

async function judge(item: ItemSnapshot) {
  const request = { item, timeZone: 'Europe/Berlin', person, repair: null }
  const { answer, usage } = await model.propose(request, AbortSignal.timeout(10_000))
  expect(usage).toEqual({ inputTokens: 0, outputTokens: 0, costMicros: 0 })
  return proposalSchema.parse(answer)
}
const judgeText = (text: string, fields: Partial<Parameters<typeof emailItem>[0]> = {}) =>
  judge(emailItem({ text, ...fields }))

describeModel('Offline', () => model)

describe('the offline generator', () => {
  test('suggests nothing that it cannot quote, and quotes no more of a title than fits', async () => {
    expect(await judgeText('', { title: '' })).toMatchObject({ actionNeeded: false, confidence: 0.02, evidence: [] })
    const { evidence } = await judgeText('', { title: `Please send ${'the report and '.repeat(60)}` })
    expect(evidence[0]?.quote).toHaveLength(600)
  })

  test('gives the same answer for the same item', async () => {
    expect(await judge(emailItem({ externalId: 'a' }))).toEqual(await judge(emailItem({ externalId: 'a' })))
  })

  test.each([
    'It was lovely to meet you yesterday. The exhibition looked wonderful.',
    'Great to meet you at the fair!',
    'It was a pleasure to work with you on this.',
    'Nice talking to you. We look forward to seeing you in March.',
    'Hope you are well.',
  ])('kind words want nothing: %s', async (words) => {
    const text = `Dear Ada,\n\n${words}\n\nIda`
    expect((await judgeText(text, { title: 'Hello' })).confidence).toBeLessThan(0.35)
  })

  test('an ask among kind words counts', async () => {
    const text = 'Dear Ada,\n\nit was lovely to meet you. Could you send me the catalogue?\n\nIda'
    expect(await judgeText(text)).toMatchObject({ actionNeeded: true, title: expect.stringContaining('Send') })
  })

  test.each([
    'please call me back tomorrow at 9.',
    'Hi Ada, please call me back tomorrow at 9.',
    'Hello Ada, could you call me back tomorrow at 9.',
    'Hi Ada, call me back tomorrow at 9.',
  ])('an ask behind a greeting on the same line counts: %s', async (text) => {
    const answer = await judgeText(text, { title: 'Hello', receivedAt: '2026-11-23T10:00:00Z' })
    expect(answer).toMatchObject({ actionNeeded: true, dueAt: '2026-11-24T08:00:00.000Z' })
    expect(answer.title).toMatch(/^Call .* back$/)
  })

  test('a greeting that goes on without an ask asks for nothing', async () => {
    const text = 'Hi Ada, the lift is back in use.'
    expect((await judgeText(text, { title: 'Lift' })).confidence).toBeLessThan(0.2)
  })

  test.each([
    [
      'as web mail puts them',
      'From: Design Weekly <news@design.example>\nDate: Mon, 23 Nov 2026\nSubject: Send us grids',
    ],
    ['in bold', '*From:* Design Weekly <news@design.example>\n*Sent:* Monday 10:00\n*Subject:* Please send your grids'],
    [
      'with free lines',
      'Begin forwarded message:\n\nFrom: Design Weekly <news@design.example>\n\nSubject: Call us by Friday',
    ],
    ['in German', 'Von: Design Weekly <news@design.example>\nGesendet: Montag\nBetreff: Bitte senden Sie uns Raster'],
    ['without names', 'Design Weekly <news@design.example>'],
  ])('headers of a forwarded mail ask for nothing and name no task: %s', async (_, headers) => {
    const quiet = await judgeText(`${headers}\n\nTen grids, and why they work.`, { title: 'Fwd: Grids' })
    expect(quiet.confidence).toBeLessThan(0.5)
    expect(quiet.title).not.toMatch(/Design Weekly|<|Send|Call|senden/)
    const asking = await judgeText(`${headers}\n\nCould you look at the second one by Friday?`, { title: 'Fwd: Grids' })
    expect(asking.title).toBe('Look at the second one')
  })

  test('a mail of nothing but forwarded headers has a title all the same', async () => {
    const { title } = await judgeText('From: Design Weekly <news@design.example>\nTo: ada@northwind.example', {
      title: 'Fwd:',
    })
    expect(title).toMatch(/^Reply to /)
    expect(title).not.toContain('Design')
  })

  test.each([
    'what you ',
    'te me lo ',
    'please send the ',
    'need the ',
    'ab. cd ',
    'if you have ',
    '! ',
    'verify your password ',
    'invoice ',
    'we need to be ',
  ])('a text made to keep it busy takes no time: %s', async (words) => {
    const text = words.repeat(Math.ceil(200_000 / words.length))
    const before = performance.now()
    await judgeText(text)
    expect(performance.now() - before).toBeLessThan(3_000)
  })

  test('a bait scores low', async () => {
    const text = 'We noticed an unusual sign-in. Verify your password within 24 hours or your account will be closed.'
    expect((await judgeText(text)).confidence).toBeLessThan(0.5)
  })

  test.each([
    ['Could you add me as an editor?', 'Access', 'Add Marek as an editor'],
    [
      'Please renew it before the end of the month.',
      'Action required: example.org expires',
      'Renew it: example.org expires',
    ],
    ['Would you mind commenting on it until Thursday?', 'Onboarding brief', 'Comment on it: Onboarding brief'],
    ['Can you look into it as soon as possible?', 'Broken checkout', 'Look into it: Broken checkout'],
    ['Can you look into it as soon as possible and call me?', 'Checkout', 'Look into it and call Marek: Checkout'],
    ['Mike, please give me a call and we can set up a time.', 'Heron', 'Give Marek a call'],
    ['When you get a chance, please page me at 888.916.7184.', 'Heron', 'Page Marek at 888.916.7184'],
    ['Please respond.', 'Heron budget', 'Respond: Heron budget'],
    ['Please call & I can give you the times.', 'Heron', 'Call: Heron'],
    ['P.S. Please do this ASAP as we leave at 4pm today.', 'Keys', 'Do this: Keys'],
    ['Let me know what you think and I will send it to Randy.', 'Draft', 'Tell Marek what you think'],
    ['Please let us know where we can read the report.', 'Report', 'Tell Marek where we can read the report'],
    ['Please find my resume attached.', 'Resume', 'Look at Marek’s resume'],
    ['Please see attached.', 'Photos', 'Look at the attachment: Photos'],
    ['Please fill in yours.', 'Time sheets', 'Fill in yours: Time sheets'],
    ['Attached, please find my resume.', 'Resume', 'Look at Marek’s resume'],
    ['If you want to attend, please let me know, and we will get tickets.', 'The game', 'Answer Marek: The game'],
    ['Please call me on Thursday or Friday.', 'Heron', 'Call Marek on Thursday or Friday'],
    ['Let’s discuss this before we make an offer.', 'Offer', 'Discuss this before we make an offer'],
    ['We need to discuss the shipping act.', 'Act', 'Discuss the shipping act'],
    ['Chris, I need your list of suppliers before Friday.', 'Suppliers', 'Get Marek your list of suppliers'],
    [
      'To go on with ticket 3391 we need the serial number of the plotter.',
      'Ticket 3391',
      'Get Marek the serial number of the plotter',
    ],
    ['If you would like to talk about it, please give me a call.', 'Offer', 'Give Marek a call'],
    ['The page has changed slightly, so please review it.', 'Home page', 'Review it: Home page'],
    ['Great--please send the files to Mona.', 'Files', 'Send the files to Mona'],
    ['Can anyone tell me what the code means?', 'Code', 'Tell Marek what the code means'],
    ['I would appreciate it if you would give Sam a call.', 'Sam', 'Give Sam a call'],
    ['Unless that is a problem, would you mind letting them know?', 'Visit', 'Let them know: Visit'],
    ['Please explain - I do not get it - and I am tired.', 'The joke', 'Explain: The joke'],
    ['Please fax the Friday package to Mona.', 'Package', 'Fax the Friday package to Mona'],
    ['YOU MUST SEND THE SIGNED FORMS RIGHT NOW', 'Forms', 'Send the signed forms'],
    [
      'Forward this letter to Joseph A. Thompson in Clarksburg.',
      'Letter',
      'Forward this letter to Joseph A. Thompson in Clarksburg',
    ],
    [
      'Please send Mona the list (the long one with all prices of the last years) of the spring catalogue.',
      'List',
      'Send Mona the list of the spring catalogue',
    ],
    [
      'Please add the names of everybody who was at the meeting of the board in October to the list of the readers.',
      'Names',
      'Add the names of everybody who was at the meeting of the board in October…',
    ],
    ['Do you want tickets for the game?', 'Game', 'Answer Marek: Game'],
    ['Please let me know if you have any questions.', 'Heron', 'Reply to Marek: Heron'],
    ['Kindly return a signed copy at your earliest convenience.', 'Loan', 'Return a signed copy'],
    ['Bitte schicken Sie uns bis Freitag die Maße der Fenster.', 'Angebot', 'Schicken Sie uns die Maße der Fenster'],
    ['Pourriez-vous m’envoyer trois photos avant vendredi ?', 'Photos', 'Envoyer trois photos'],
    ['¿Podrías confirmar los colores antes del lunes?', 'Muestras', 'Confirmar los colores'],
    ['ご都合のよい日時を教えていただけますでしょうか。', '日程', 'ご都合のよい日時を教えていただけますでしょうか'],
  ])('%s', async (text, title, expected) => {
    expect((await judgeText(text, { title, sender: { name: 'Marek', address: null } })).title).toBe(expected)
  })

  test('what is asked for by a date names the task: title, date and first quote speak of the same', async () => {
    const dated = 'Please send us the title and an abstract within 5 days.'
    expect(await judgeText(`Could you also tell us whether you need a projector? ${dated}`)).toMatchObject({
      title: expect.stringMatching(/^Send .* the title and an abstract$/),
      dueAt: expect.any(String),
      evidence: [{ quote: dated, supports: 'action' }, { quote: 'within 5 days', supports: 'due' }, {}],
    })
  })

  test.each([
    ['Could you send me the signed lease?', 'Please call the plumber.', /^Send .* the signed lease$/],
    ['Please call the plumber.', 'Could you send me the signed lease?', /^Call the plumber$/],
    ['Please order new chairs.', 'Please book the big room.', /^Order new chairs$/],
    ['Please book the big room.', 'Please order new chairs.', /^Book the big room$/],
  ])('of two asks of one rank the first names the task, and the notes keep their order: %s %s', async (a, b, title) => {
    const answer = await judgeText(`Hi Ada,\n\n${a}\n\n${b}\n\nThanks,\nLeo`, { title: 'Office' })
    expect(answer.title).toMatch(title)
    expect(answer.description).toBe(`- ${a}\n- ${b}`)
    expect(answer.evidence.map(({ quote }) => quote)).toEqual([a, b])
  })

  test('an ask with a date names the task from behind; the notes keep the order of the mail', async () => {
    const [undated, dated] = ['Please call the plumber.', 'Could you send me the signed lease by Friday?']
    const answer = await judgeText(`Hi Ada,\n\n${undated}\n\n${dated}\n\nLeo`, { title: 'Office' })
    expect(answer.title).toMatch(/^Send .* the signed lease$/)
    expect(answer.description).toBe(`- ${undated}\n- ${dated}`)
  })

  test('an ask right behind ‘Hey’ counts, and one behind kind words', async () => {
    expect((await judgeText('Hey call me when you are back.', { title: 'Call' })).actionNeeded).toBe(true)
    const kind = 'It was great to meet you and I would like you to send me the slides.'
    expect((await judgeText(kind, { title: 'Fair' })).actionNeeded).toBe(true)
  })

  test('a list is asked for by its heading', async () => {
    const text =
      'Can you:\n- update the prices on the home page\n- remove the old banner\n- tell Kim when it is live\n\nLeo'
    const { title, description, evidence } = await judgeText(text, { title: 'Website' })
    expect(title).toBe('Update the prices on the home page')
    expect(description).toContain('- remove the old banner')
    expect(evidence[0]).toEqual({ quote: 'update the prices on the home page', supports: 'action' })
  })

  test('the date of what may happen is not the task’s', async () => {
    const text =
      'The board wants the budget before noon on Friday.\nPlease send it to Carl and me. If you need more time, tell me today.'
    const { title, dueAt } = await judgeText(text, { title: 'Budget', receivedAt: '2026-11-18T09:15:00Z' })
    expect(title).toMatch(/^Send it to Carl and .*: Budget$/)
    expect(dueAt).toMatch(/^2026-11-20T11:00:00/)
  })

  test('a time of day stays with its date', async () => {
    const { title, dueAt } = await judgeText('Could you send me the figures today by 18:00?')
    expect(title).toMatch(/^Send .* the figures$/)
    expect(dueAt).toMatch(/T17:00:00/)
  })
})

describe('the seeds of the sandbox', () => {
  let sandbox: Sandbox
  const judged: { subject: string; wanted: boolean; found: boolean; flagged: boolean }[] = []

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, smtpPort: null, redirectUris: [], dataDir: null, mailbox: null })
    for (const message of sandbox.store.mailbox('ada@northwind.example').data.messages) {
      if (!message.labels.includes('UNREAD')) continue
      const mail = await parseMail(Buffer.from(message.raw, 'base64url'))
      const receivedAt = new Date(message.internalDate).toISOString()
      const item = emailItem({ ...mail, externalId: message.id, receivedAt })
      const { actionNeeded } = await judge(item)
      judged.push({
        subject: message.subject,
        wanted: requests.some(({ subject }) => subject === message.subject),
        found: actionNeeded,
        flagged: detectInjection(item).length > 0,
      })
    }
  })
  afterAll(() => sandbox.close())

  test('at least 60 mails, at least 95 % of them judged right, no request missed', () => {
    const wrong = judged.filter(({ wanted, found }) => wanted !== found)
    expect(judged.length).toBeGreaterThanOrEqual(60)
    expect(wrong.length / judged.length, JSON.stringify(wrong)).toBeLessThanOrEqual(0.05)
    expect(judged.filter(({ wanted, found }) => wanted && !found)).toEqual([])
  })

  test('what is found beside the requests is flagged', () => {
    for (const mail of judged) if (mail.found && !mail.wanted) expect(mail).toMatchObject({ flagged: true })
  })
})

const sentences = path.resolve(import.meta.dirname, '../../../../../shared/data/intent-train.jsonl')

describe.skipIf(!existsSync(sentences))(
  'labelled sentences (skipped without ../shared/data/intent-train.jsonl)',
  () => {
    test(
      'unseen ones: accuracy, F1 and honest probabilities, also with fewer asks among them',
      { timeout: 120_000 },
      () => {
        const read = (file: string) => readExamples(file, readFileSync(file, 'utf8'))
        const items = labelledItems(read(sentences), trainingFiles.flatMap(read))
        const scored = unseenFigures(trainOffline(items, 5).unseen, 5)
        const ofSentences = scored.filter(({ index }) => items[index]?.source === 'sentence')
        const all = measure(ofSentences)
        expect(all.accuracy).toBeGreaterThanOrEqual(0.83)
        expect(all.f1).toBeGreaterThanOrEqual(0.8)
        expect(all.ece).toBeLessThanOrEqual(0.08)
        for (const share of [0.2, 0.3, 0.35]) {
          const fewer = measure(resampled(ofSentences, share, seededRandom(1)))
          expect(fewer.accuracy).toBeGreaterThanOrEqual(0.85)
          expect(fewer.ece).toBeLessThanOrEqual(0.08)
        }
        const usual = measure(resampled(ofSentences, 0.3, seededRandom(1)))
        expect(usual.f1).toBeGreaterThanOrEqual(0.75)
        expect(usual.precisionAt85).toBeGreaterThanOrEqual(0.9)
      },
    )
  },
)
