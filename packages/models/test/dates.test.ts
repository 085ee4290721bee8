import { describe, expect, test } from 'vitest'
import { resolveDueDate } from '../src/dates/resolve-due-date'

/** Written on Wednesday 18 November 2026, 10:15 in Berlin. */
const writtenAt = new Date('2026-11-18T09:15:00Z')
const zone = 'Europe/Berlin'

const cases: [text: string, dueAt: string | null][] = [
  ['Please send it by Friday.', '2026-11-20'],
  ['We need it by Tuesday noon so that it reaches the board.', '2026-11-24T11:00:00.000Z'],
  ['Can you do this EOD tomorrow?', '2026-11-19T17:00:00.000Z'],
  ['Please finish by EOD.', '2026-11-18T17:00:00.000Z'],
  ['I need this by COB Friday', '2026-11-20T17:00:00.000Z'],
  ['Could we talk next Tuesday 3pm?', '2026-11-24T14:00:00.000Z'],
  ['The invoice is due on the 5th.', '2026-12-05'],
  ['Please pay on the 25th.', '2026-11-25'],
  ['Send the report by the end of the month.', '2026-11-30'],
  ['We have to answer by end of week', '2026-11-20'],
  ['Please reply within 3 days.', '2026-11-21'],
  ['Please reply within two business days.', '2026-11-20'],
  ['by tomorrow morning would be great', '2026-11-19'],
  ['Payment is due December 5.', '2026-12-05'],
  ['Please sign before 30 November 2026.', '2026-11-30'],
  ['The deadline is 2026-12-01.', '2026-12-01'],
  ['Can you call me at 4pm today?', '2026-11-18T15:00:00.000Z'],
  ['Bitte schicken Sie das bis Freitag.', '2026-11-20'],
  ['Pourriez-vous répondre avant vendredi ?', '2026-11-20'],
  ['¿Podrías enviarlo antes del viernes?', '2026-11-20'],
  ['Bitte bis zum 7. Dezember schicken.', '2026-12-07'],
  ['Funds are to be received on or before November 30.', '2026-11-30'],
  ['Podes enviá-lo até sexta-feira?', '2026-11-20'],
  ['Potresti mandarmela entro venerdì?', '2026-11-20'],
  ['Kun je dit uiterlijk vrijdag laten weten?', '2026-11-20'],
  ['Kan du svara senast fredag?', '2026-11-20'],
  ['資料を明日までにお願いします。', '2026-11-19'],
  ['11月30日までにご返信ください。', '2026-11-30'],
  ['Let us meet on Monday at 10:30.', '2026-11-23T09:30:00.000Z'],
  ['Could you review this today?', '2026-11-18'],
  ['Please send it today by 18:00.', '2026-11-18T17:00:00.000Z'],
  ['Can you do it by 5pm today?', '2026-11-18T16:00:00.000Z'],
  ['I need it today before 6 pm, please.', '2026-11-18T17:00:00.000Z'],
  ['We need it by 5 today.', '2026-11-18T16:00:00.000Z'],
  ['Please answer before noon on Friday.', '2026-11-20T11:00:00.000Z'],
  ['Could we have it Friday by noon?', '2026-11-20T11:00:00.000Z'],
  ['Send it tomorrow by 9, and call me.', '2026-11-19T08:00:00.000Z'],
  ['Please confirm by 9:30 tomorrow morning.', '2026-11-19T08:30:00.000Z'],
  ['The offer ends at midnight on Friday.', '2026-11-20T22:59:00.000Z'],
  ['Submit it by midnight tonight.', '2026-11-18T22:59:00.000Z'],
  ['Merci de répondre avant midi vendredi.', '2026-11-20T11:00:00.000Z'],
  ['Bitte bis heute 18 Uhr antworten.', '2026-11-18T17:00:00.000Z'],
  ['Can we meet at 3?', '2026-11-18T14:00:00.000Z'],
  ['Please call me this afternoon.', '2026-11-18'],
  ['Are you free Monday AM?', '2026-11-23'],
  ['Please sign before November 28.', '2026-11-28'],
  ['Set a reminder for Thursday, November 28, 9:00 AM', '2026-11-28T08:00:00.000Z'],
  ['Please reply by Thursday the 26th.', '2026-11-26'],
  ['Please reply within 5 business days.', '2026-11-25'],
  ['I need it by EOB Thursday', '2026-11-19T17:00:00.000Z'],
  ['The trip is on 10/12.', '2026-12-10'],
  ['Please answer by early next week.', '2026-11-23'],
  ['I need it at the beginning of next week.', '2026-11-23'],
  ['Please send it by mid-December.', '2026-12-15'],
  ['We want it by the middle of January.', '2027-01-15'],
  ['Can you finish it before the weekend?', '2026-11-20'],
  ['Could you do it by Friday week?', '2026-11-27'],
  ['The review is a week from Friday.', '2026-11-27'],
  ['Please close the books by the end of the quarter.', '2026-12-31'],
  ['Please use the budget by year end.', '2026-12-31'],
  ['I need it the day after tomorrow.', '2026-11-20'],
  ['Please send it EOD Fri.', '2026-11-20T17:00:00.000Z'],
  ['Please send it by Friday EOD.', '2026-11-20T17:00:00.000Z'],
  ['Please reply by Tues.', '2026-11-24'],
  ['Please reply by 30.11.', '2026-11-30'],
  ['Please start now, the mid-year talks are over.', null],
  ['It was a week from hell.', null],
  ['The middle of marketing is a fine mess.', null],
  ['Bitte bis Ende der Woche.', '2026-11-20'],
  ['Bitte bis Ende nächster Woche.', '2026-11-27'],
  ['Der Bericht muss bis Ende November vorliegen.', '2026-11-30'],
  ['Bitte zahlen Sie innerhalb von 14 Tagen.', '2026-12-02'],
  ['Bitte antworten Sie binnen einer Woche.', '2026-11-25'],
  ['Bitte schicken Sie es bis 30.11. zurück.', '2026-11-30'],
  ['Bitte melden Sie sich bis zum 5.1. an.', '2027-01-05'],
  ['Bitte schicken Sie es bis 31.2. zurück.', null],
  ['Kannst du das bis zum Wochenende machen?', '2026-11-20'],
  ['Bitte bis Jahresende verbrauchen.', '2026-12-31'],
  ['Bitte Anfang nächster Woche anrufen.', '2026-11-23'],
  ['Kommst du am 5. Dezember?', '2026-12-05'],
  ['Bitte Mitte Dezember erinnern.', '2026-12-15'],
  ['Merci de répondre avant la fin de la semaine.', '2026-11-20'],
  ['Envoyez-le d’ici la fin du mois.', '2026-11-30'],
  ['Merci de répondre sous 48 heures.', '2026-11-20'],
  ['À payer dans les 8 jours.', '2026-11-26'],
  ['Pouvez-vous venir après-demain ?', '2026-11-20'],
  ['À rendre avant fin décembre.', '2026-12-31'],
  ['Necesitamos la factura antes de fin de mes.', '2026-11-30'],
  ['¿Puedes enviarlo pasado mañana?', '2026-11-20'],
  ['Págalo en un plazo de 10 días.', '2026-11-28'],
  ['Hazlo antes del fin de semana.', '2026-11-20'],
  ['Inviatela entro fine mese.', '2026-11-30'],
  ['Potresti farlo entro la fine della settimana?', '2026-11-20'],
  ['Envie até o fim do mês.', '2026-11-30'],
  ['Podes responder até ao final da semana?', '2026-11-20'],
  ['Kun je het voor het einde van de week sturen?', '2026-11-20'],
  ['Kun je overmorgen bellen?', '2026-11-20'],
  ['Merci de répondre d’ici une semaine, soit sous deux semaines.', '2026-12-02'],
  ['Graag binnen 3 dagen betalen.', '2026-11-21'],
  ['Graag voor eind november betalen.', '2026-11-30'],
  ['Please send me the year-end report by Friday.', '2026-11-20'],
  ['We need the quarter-end figures by Friday.', '2026-11-20'],
  ['Send the mid-June numbers by Tuesday noon.', '2026-11-24T11:00:00.000Z'],
  ['Please have the month-end close done by Monday.', '2026-11-23'],
  ['Please add it to the EOD report by Friday.', '2026-11-20'],
  ['Please send me the year-end report.', null],
  ['Please send me the figures for mid-June by Friday.', '2026-11-20'],
  ['Envoyez-moi les chiffres de fin juin avant vendredi.', '2026-11-20'],
  ['The day after tomorrow I am away, please reply by Monday.', '2026-11-23'],
  ['Please reply by Friday, the day after tomorrow at the latest.', '2026-11-20'],
  ['We leave this week; please sign until Tuesday.', '2026-11-24'],
  ['Please finish it EOM.', '2026-11-30'],
  ['Please send by end of week figures for the board.', '2026-11-20'],
  ['Can we talk the day after tomorrow at 3pm?', '2026-11-20T14:00:00.000Z'],
  ['Bitte bis morgen Mittag antworten.', '2026-11-19T11:00:00.000Z'],
  ['Bitte bis Freitag Mittag antworten.', '2026-11-20T11:00:00.000Z'],
  ['Können wir übermorgen um 15 Uhr sprechen?', '2026-11-20T14:00:00.000Z'],
  ['Please sign by noon on the 25th.', '2026-11-25T11:00:00.000Z'],
  ['Bitte bis 30.11. 14 Uhr antworten.', '2026-11-30T13:00:00.000Z'],
  ['Could we do it Friday week at 9:30?', '2026-11-27T08:30:00.000Z'],
  ['Please send it by mid-November.', '2027-11-15'],
  ['Please send it by mid-December 2027.', '2027-12-15'],
  ['Bitte bis Ende Januar 2028 zahlen.', '2028-01-31'],
  ['Revenue rose by 2.5. Costs fell by 1.4.', null],
  ['Revenue grew by 10.12. Costs did not.', null],
  ['That is fine may I add.', null],
  ['Can you send it by lunch tomorrow?', '2026-11-19T11:00:00.000Z'],
  ['Please answer by lunch.', '2026-11-18T11:00:00.000Z'],
  ['Can we have lunch on Friday?', '2026-11-20'],
  ['Please do it by COB on the 25th.', '2026-11-25T17:00:00.000Z'],
  ['Please send it by end of day Friday 27 November.', '2026-11-27T17:00:00.000Z'],
  ['EOD Nov 27 is fine.', '2026-11-27T17:00:00.000Z'],
  ['Please send the Friday EOD report.', '2026-11-20'],
  ['I need it by next month.', '2026-12-01'],
  ['I need it by the end of next month.', '2026-12-31'],
  ['Please bring by 9 chairs.', null],
  ['Let us do it like that, so please write it down.', null],
  ['Do you or Sam have it? She sat down.', null],
  ['It takes a few minutes, or 15s, or a 30 minute meeting, or 2 days.', null],
  ['We have used this tool since 2019.', null],
  ['I wrote to you on Monday about it.', null],
  ['There are 12 of us in room 5.', null],
  ['Could you send me the report?', null],
  ['Chapter 3 is on page 14.', null],
  ['Thanks for the walkthrough last Wednesday.', null],
]

describe('due dates', () => {
  test.each(cases)('%s', (text, expected) => {
    expect(normalised(resolveDueDate(text, writtenAt, zone)?.dueAt ?? null)).toBe(expected)
  })

  test('the quote stands where it says', () => {
    for (const [text] of cases) {
      const due = resolveDueDate(text, writtenAt, zone)
      if (due) expect(text.slice(due.start, due.end)).toBe(due.quote)
    }
  })

  test('noon is tomorrow’s when it has passed today', () => {
    const afternoon = new Date('2026-11-18T14:00:00Z')
    expect(normalised(resolveDueDate('by noon', afternoon, zone)?.dueAt ?? null)).toBe('2026-11-19T11:00:00.000Z')
  })

  test('a text made of dates takes no time', () => {
    const before = performance.now()
    resolveDueDate('on Friday by noon, '.repeat(20_000), writtenAt, zone)
    expect(performance.now() - before).toBeLessThan(2_000)
  })

  test('the day is the reader’s, not the server’s', () => {
    const lateEvening = new Date('2026-11-18T23:30:00Z')
    expect(resolveDueDate('Please answer today.', lateEvening, 'America/Los_Angeles')?.dueAt).toBe('2026-11-18')
    expect(resolveDueDate('Please answer today.', lateEvening, 'Asia/Tokyo')?.dueAt).toBe('2026-11-19')
  })

  test('a time of day keeps its meaning when the clocks change in between', () => {
    // Summer time ends in Berlin on 25 October 2026.
    const before = new Date('2026-10-23T08:00:00Z')
    expect(normalised(resolveDueDate('by EOD Monday', before, zone)?.dueAt ?? null)).toBe('2026-10-26T17:00:00.000Z')
  })

  test('a period is the reader’s, not the server’s', () => {
    const lateEvening = new Date('2026-11-30T23:30:00Z')
    expect(resolveDueDate('by mid-January', lateEvening, 'Asia/Tokyo')?.dueAt).toBe('2027-01-15')
    expect(resolveDueDate('bis Monatsende', lateEvening, 'America/Los_Angeles')?.dueAt).toBe('2026-11-30')
    expect(resolveDueDate('bis Ende des Monats', lateEvening, 'Asia/Tokyo')?.dueAt).toBe('2026-12-31')
    expect(resolveDueDate('bis 1.12.', lateEvening, 'Asia/Tokyo')?.dueAt).toBe('2026-12-01')
  })

  test('the middle of a month is this one’s until it has passed', () => {
    const thatDay = new Date('2026-11-15T22:30:00Z')
    expect(resolveDueDate('by mid-November', thatDay, zone)?.dueAt).toBe('2026-11-15')
    expect(resolveDueDate('by mid-November', thatDay, 'Asia/Tokyo')?.dueAt).toBe('2027-11-15')
  })

  test('the year turns', () => {
    const newYearsEve = new Date('2026-12-30T09:00:00Z')
    expect(resolveDueDate('Please pay on the 5th.', newYearsEve, zone)?.dueAt).toBe('2027-01-05')
    expect(resolveDueDate('by Friday', newYearsEve, zone)?.dueAt).toBe('2027-01-01')
  })
})

const normalised = (dueAt: string | null) => (dueAt?.includes('T') ? new Date(dueAt).toISOString() : dueAt)
