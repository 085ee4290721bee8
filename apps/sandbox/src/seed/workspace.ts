/** A page of the seed; times count back from now. */
export type SeedPage = {
  title: string
  by: string
  /** Hours since somebody edited it. */
  ago: number
  text?: string
  comments?: { by: string; text: string }[]
  /** Only of rows of the table. */
  row?: { status: string; people?: string[]; project?: string; /** Days from today. */ dueIn?: number }
}

const ada = 'ada@northwind.example'
const ben = 'ben@northwind.example'
const clara = 'clara@meridian.example'
const jonas = 'jonas@northwind.example'

/** Pages that people write for themselves and each other. */
export const pages: SeedPage[] = [
  {
    title: 'Kick-off Fjordline: notes',
    by: ben,
    ago: 3,
    text: `# Decisions
- The new site launches on the first of next month.
- Photography is done in-house.
? Summary of this meeting
  The launch is fixed, the studio is not.
# Next steps
[ ] @Ada Lindqvist please send the revised schedule to Noor by Friday
[ ] @Jonas Weber books the studio
[x] Contract signed`,
  },
  {
    title: 'Brand guidelines 3.0 (draft)',
    by: jonas,
    ago: 7,
    text: `The draft covers colours, type and tone of voice.
# Open points
@Ada Lindqvist could you review the chapter on typography and tell me what is missing?
The chapter on motion comes next month.`,
  },
  {
    title: 'Meridian Health: campaign concept',
    by: clara,
    ago: 10,
    text: `# Idea
People tell what a good day feels like, in one sentence.
# Budget
Media: 40,000. Production: 25,000.`,
    comments: [
      { by: jonas, text: 'I like the second route more.' },
      { by: clara, text: '@Ada Lindqvist can you confirm the production budget until Wednesday?' },
    ],
  },
  {
    title: 'Team directory',
    by: ben,
    ago: 20,
    text: `Who does what, and whom to ask.
- @Ada Lindqvist: direction and clients
- @Ben Okafor: production
- @Jonas Weber: design`,
  },
  {
    title: 'Lunch places around the studio',
    by: jonas,
    ago: 26,
    text: '- Thai on the corner\n- The bakery\n- Soup, Tuesdays only',
  },
  {
    title: 'Hiring: motion designer',
    by: ben,
    ago: 30,
    text: `# Candidates
- Mira Sundqvist: strong reel, available in January
- Tom Aalto: senior, expensive
@Ada Lindqvist please decide whom we invite to the second round.`,
  },
  {
    title: 'Retro of the autumn campaign',
    by: ben,
    ago: 50,
    text: '# Went well\n- On time\n# Did not\n- Three rounds of corrections\nThanks @Ada Lindqvist for jumping in during the last week.',
  },
  {
    title: 'Office handbook',
    by: jonas,
    ago: 72,
    text: '# Keys\nTwo sets hang behind the printer.\n# Heating\nIt goes off at eight.',
  },
  {
    title: 'Pricing 2027',
    by: ada,
    ago: 90,
    text: '# Day rates\nTo be raised by four per cent.\n@Ben Okafor please check the figures against the last three projects.',
  },
  {
    title: 'Newsletter, winter issue',
    by: jonas,
    ago: 110,
    text: `# Texts
[ ] @Ada Lindqvist writes the opening, 120 words
[x] @Jonas Weber collects pictures`,
  },
  {
    title: 'Meeting notes 12: weekly',
    by: ben,
    ago: 130,
    text: '- Holidays are entered by everybody\n- The plotter is being repaired',
  },
  { title: 'Reading list', by: clara, ago: 180, text: '- Thinking with Type\n- Grid Systems' },
  { title: 'Ideas for the anniversary', by: jonas, ago: 220, text: '- A boat\n- A book of ten years' },
  {
    title: 'Client onboarding checklist',
    by: ben,
    ago: 260,
    text: '[ ] Contract\n[ ] Access to their files\n[ ] First meeting',
  },
  { title: 'Archive: website 2019', by: jonas, ago: 24 * 60, text: '@Ada Lindqvist please check the redirects.' },
]

const row = (
  title: string,
  ago: number,
  status: string,
  people: string[],
  more: { text?: string; dueIn?: number; project?: string; by?: string } = {},
): SeedPage => ({
  title,
  by: more.by ?? ben,
  ago,
  ...(more.text ? { text: more.text } : {}),
  row: {
    status,
    people,
    ...(more.dueIn === undefined ? {} : { dueIn: more.dueIn }),
    ...(more.project ? { project: more.project } : {}),
  },
})

/** The table of tasks. */
export const rows: SeedPage[] = [
  row('Prepare the pitch for Harbour Light', 1, 'In progress', [ada], {
    dueIn: 4,
    project: 'New business',
    text: `Three routes, ten pages at most.
The client wants to see a budget as well.
[x] Collect references
[ ] Write the summary`,
  }),
  row('Approve the final artwork for Meridian', 4, 'Not started', [ada], {
    dueIn: 2,
    project: 'Meridian Health',
    by: clara,
    text: 'The files are in the shared folder. The printer needs them on the day after.',
  }),
  row('Write the case study about Fjordline', 8, 'Not started', [ada, jonas], { dueIn: 12, project: 'Fjordline' }),
  row('Review the accessibility report', 15, 'In review', [ada], {
    dueIn: 6,
    project: 'Fjordline',
    text: 'Forty findings, five of them severe.',
  }),
  row('Renew the font licences', 28, 'Not started', [ada], { dueIn: 20, text: 'Two families, five seats each.' }),
  row('Find a speaker for the spring event', 40, 'Backlog', [ada], { project: 'Studio' }),
  row('Send the offer to Kestrel Bikes', 60, 'Done', [ada], { dueIn: -2, project: 'New business' }),
  row('Photograph the showroom', 5, 'In progress', [jonas], { dueIn: 3, project: 'Fjordline' }),
  row('Repair the plotter', 9, 'In progress', [ben]),
  row('Book the studio for December', 11, 'Not started', [jonas], { dueIn: 5, project: 'Fjordline' }),
  row('Translate the brochure', 13, 'Not started', [ben], { dueIn: 9, project: 'Meridian Health' }),
  row('Update the price list', 18, 'In review', [ben], { dueIn: 7 }),
  row('Collect the texts for the newsletter', 22, 'In progress', [jonas], { project: 'Studio' }),
  row('Invoice for October', 33, 'Done', [ben], { dueIn: -5 }),
  row('Order paper samples', 37, 'Not started', []),
  row('Cut the showreel', 45, 'In progress', [jonas], { dueIn: 14, project: 'Studio' }),
  row('Clean up the shared folder', 55, 'Backlog', []),
  row('Test the new intranet', 70, 'Dropped', [ada]),
  row('Draft the contract with the illustrator', 85, 'Done', [ben], { dueIn: -9 }),
  row('Plan the summer party', 100, 'Backlog', [jonas], { project: 'Studio' }),
]
