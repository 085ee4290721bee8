const things =
  'reports?|reporting|figures?|numbers?|data|results?|reviews?|audits?|accounts?|accounting|statements?|budgets?|forecasts?|close|closing|party|bonus|bonuses|summary|summaries|updates?|sales|financials?|tax|taxes|talks?|meetings?|calls?|planning|plans?|invoices?|invoicing|books|reconciliations?|processing|inventory|presentations?|slides|deck|release|newsletter|checklist|tasks?|targets?|goals?|sync|standup|stand-up|recap|retro|deadlines?|bills?|billing|payroll|payments?|exams?|sprint|surveys?|estimates?|totals?|stock|balances?|rates?|prices?|deliver(?:y|ies)|drop|version|draft|email|mail|note|notes|minutes|posting|journal|entries|performance|appraisals?|check-in'

/** Behind words for a date it makes them an adjective: 'the year-end report' is due on another day. */
export const thingBehind = String.raw`[- ](?:${things})\b`

const behind = new RegExp(`^${thingBehind}`, 'i')
const ownLead = /^(?:by|before|until)\b(?! the\b)/i

/** Whether words for a date that end there only say what kind of thing follows. 'By end of week figures on …' says when. */
export const isAttributive = (text: string, words: { quote: string; end: number }): boolean =>
  !ownLead.test(words.quote) && behind.test(text.slice(words.end, words.end + 24))
