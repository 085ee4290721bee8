import { days, hours, type SeedMail } from './mail'

/** A second member's small mailbox. */
export const mailboxOfBen: SeedMail[] = [
  {
    from: 'Ada Lindqvist <ada@northwind.example>',
    subject: 'Checkout rollback plan',
    ago: 30,
    text: 'Hi Ben,\n\ncould you approve the checkout rollback plan today? We want to switch at 14:00 tomorrow.\n\nAda',
  },
  {
    from: 'Leo Brandt <leo@northwind.example>',
    subject: 'Onboarding brief',
    ago: hours(8.5),
    text: 'Hi both,\n\nI wrote a first version of the onboarding brief. Would you mind commenting on it until Thursday?\n\nLeo',
  },
  {
    from: 'Corvid Hosting <billing@corvid.example>',
    subject: 'Your receipt 20391',
    automatic: true,
    ago: days(1),
    text: 'We received your payment of 184.00 EUR. Thank you.',
  },
  {
    from: 'Type & Grid <hello@typegrid.example>',
    subject: 'Five typefaces for small screens',
    list: 'typegrid.example',
    ago: hours(1),
    text: 'This week we look at typefaces that stay readable at 12 pixels.\n\nUnsubscribe: https://typegrid.example/u',
  },
  {
    from: 'Hannah Cole <hannah@northwind.example>',
    subject: 'Timesheets',
    ago: days(1, 3),
    text: 'Hi Ben,\n\nplease hand in your timesheet for last week by Friday.\n\nHannah',
  },
  {
    from: 'Samuel Adeyemi <sam@northwind.example>',
    subject: 'Thanks',
    ago: days(2),
    text: 'Thanks for the help yesterday, the printer works again.\n\nSamuel',
  },
  {
    from: 'Marek Novák <marek@northwind.example>',
    subject: 'Minutes of Tuesday’s meeting',
    ago: days(3, 2),
    text: 'Hello all,\n\nthese are the minutes of Tuesday’s meeting, for your information.\n\nMarek',
  },
  {
    from: 'Buildbot <noreply@ci.example>',
    subject: '[northwind/api] Build 877 failed',
    automatic: true,
    ago: hours(4),
    text: 'Build 877 of main failed in step “unit tests”.\n\n2 of 1,204 tests failed.',
  },
]
