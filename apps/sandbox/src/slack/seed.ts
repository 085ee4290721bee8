/** People of the pretended workspace; the first two are members of the team in the product. */
export const slackPeople = [
  { id: 'U0ADA', name: 'ada', realName: 'Ada Lindqvist', email: 'ada@northwind.example' },
  { id: 'U0BEN', name: 'ben', realName: 'Ben Okafor', email: 'ben@northwind.example' },
  { id: 'U0MIRA', name: 'mira', realName: 'Mira Castellanos', email: 'mira@northwind.example' },
  { id: 'U0JONAS', name: 'jonas', realName: 'Jonas Weber', email: 'jonas@northwind.example' },
  { id: 'U0PRIYA', name: 'priya', realName: 'Priya Raman', email: 'priya@northwind.example' },
  { id: 'U0TOM', name: 'tom', realName: 'Tom Hale', email: 'tom@northwind.example' },
] as const

export const slackBot = { id: 'U0SWITCHBD', botId: 'B0SWITCHBD', name: 'switchboard', appId: 'A0SWITCHBD' }

/** The last is an organisation of Enterprise Grid, which installs an app for all its workspaces at once. */
export const slackWorkspaces: SlackWorkspaceSeed[] = [
  { id: 'T0NORTHWIND', name: 'Northwind Studio', domain: 'northwind' },
  { id: 'T0FJORDLINE', name: 'Fjordline Partners', domain: 'fjordline' },
  {
    id: 'E0MERIDIAN',
    name: 'Meridian Group',
    domain: 'meridian',
    teams: [
      { id: 'T0MERNORTH', name: 'Meridian North' },
      { id: 'T0MERSOUTH', name: 'Meridian South' },
    ],
  },
]

type SlackWorkspaceSeed = { id: string; name: string; domain: string; teams?: { id: string; name: string }[] }

type Line = [who: string, hoursAgo: number, text: string, reply?: 'reply']
type SeedChannel = { id: string; name: string; isMember: boolean; isDirect?: boolean; lines: Line[] }

/** Conversations of a small studio: most of what is written asks nobody for anything. A reply answers the last line that is none. */
export const slackChannels: SeedChannel[] = [
  {
    id: 'C0GENERAL',
    name: 'general',
    isMember: true,
    lines: [
      ['U0MIRA', 160, 'Good morning all! Coffee machine on the second floor is fixed.'],
      ['U0TOM', 158, 'You are a hero, thank you :tada:'],
      ['U0PRIYA', 140, 'Reminder: the office is closed on Friday afternoon.'],
      [
        'U0JONAS',
        122,
        '<@U0ADA> could you send me the signed lease for the new office by Thursday? The landlord asked twice.',
      ],
      ['U0ADA', 121, 'Will look for it after lunch.', 'reply'],
      ['U0MIRA', 98, 'Welcome to the team, Tom’s new intern Lea! She starts on Monday.'],
      ['U0TOM', 97, 'Lea will sit next to the window, she asked nicely.'],
      ['U0BEN', 75, 'The all-hands slides are in the shared folder now.'],
      ['U0PRIYA', 51, '<@U0BEN> please book a room for twelve people for the board visit next Tuesday.'],
      ['U0JONAS', 30, 'Lunch today at the noodle place, 12:30, whoever wants to join.'],
      ['U0MIRA', 27, 'Count me in!'],
      ['U0TOM', 9, 'Great demo yesterday, everybody. The client loved the search.'],
    ],
  },
  {
    id: 'C0PRODUCT',
    name: 'product',
    isMember: true,
    lines: [
      ['U0PRIYA', 150, 'Roadmap for the quarter is up for comments: <https://docs.northwind.example/roadmap|Roadmap>'],
      ['U0BEN', 148, 'Looks good to me. I like the order of the first three.'],
      [
        'U0JONAS',
        130,
        '<@U0ADA> can you review the pricing page before Monday? Marketing wants to publish it at noon.',
      ],
      ['U0ADA', 129, 'Sure.', 'reply'],
      ['U0PRIYA', 104, 'Usage of the export went up by 18 % last week.'],
      ['U0MIRA', 101, 'Nice numbers!'],
      ['U0BEN', 80, 'I moved the onboarding experiment to next sprint, nobody has time for it now.'],
      [
        'U0JONAS',
        56,
        '<@U0ADA> we need your decision on the beta list: ten customers or twenty? Please answer by tomorrow 3pm.',
      ],
      ['U0PRIYA', 54, 'My vote is ten.', 'reply'],
      ['U0TOM', 33, 'FYI the mobile build is green again.'],
      ['U0MIRA', 20, 'Research notes of the five interviews are in the wiki.'],
      [
        'U0PRIYA',
        11,
        '<@U0ADA> please write the release notes for 4.13 until Wednesday, the draft of the list is in the ticket.',
      ],
      ['U0JONAS', 6, 'Thanks for the quick turnaround on the changelog.'],
    ],
  },
  {
    id: 'C0DESIGN',
    name: 'design',
    isMember: true,
    lines: [
      ['U0MIRA', 145, 'New icon set is merged. Old names still work.'],
      ['U0TOM', 143, 'They look crisp, love the arrows.'],
      ['U0MIRA', 119, 'I am trying a warmer grey for the side bar this week.'],
      ['U0BEN', 95, '<@U0MIRA> could you export the logo as SVG for the partner page? They need it tomorrow.'],
      ['U0MIRA', 94, 'Done, it is in the folder.', 'reply'],
      ['U0PRIYA', 70, 'The empty states read so much better now.'],
      ['U0MIRA', 46, '<@U0ADA> please approve the new colour palette, I cannot start the templates before.'],
      ['U0TOM', 44, 'Contrast is fine in both themes, I measured it.', 'reply'],
      ['U0JONAS', 21, 'Somebody left a tablet in the meeting room, it is on my desk.'],
      ['U0MIRA', 13, 'Design review moved to 4pm today, same room.'],
      ['U0BEN', 5, 'The new spacing is a big improvement.'],
    ],
  },
  {
    id: 'C0SUPPORT',
    name: 'support',
    isMember: true,
    lines: [
      ['U0TOM', 152, 'Quiet weekend: four tickets, all answered.'],
      ['U0TOM', 126, 'Meridian Health reports slow exports. Engineering is looking into it.'],
      ['U0JONAS', 125, 'Found it, an index was missing. Fixed in production.', 'reply'],
      [
        'U0TOM',
        100,
        '<@U0BEN> the customer Harbour Lane waits for an answer about their invoice. Can you call them today?',
      ],
      ['U0BEN', 99, 'Called, all sorted.', 'reply'],
      ['U0TOM', 77, 'Satisfaction is at 96 % this month.'],
      ['U0PRIYA', 52, 'Wow, congrats!'],
      [
        'U0TOM',
        29,
        '<@U0ADA> Lumen Print wants a refund of 240 EUR. Please confirm whether we may pay it back by Friday.',
      ],
      ['U0TOM', 22, 'The status page had a hiccup at 9:40, resolved at 9:52.'],
      ['U0MIRA', 14, 'The new help article on exports is live.'],
      ['U0TOM', 4, 'Two new tickets about single sign-on, both are duplicates.'],
    ],
  },
  {
    id: 'C0RANDOM',
    name: 'random',
    isMember: false,
    lines: [
      ['U0JONAS', 110, 'Anybody up for climbing on Thursday?'],
      ['U0MIRA', 109, 'Me!'],
      ['U0TOM', 60, 'My cat has learned to open the fridge.'],
      ['U0PRIYA', 59, 'Mine has learned to close it with me outside.'],
      ['U0BEN', 34, 'The book club reads the second half until the end of the month.'],
      ['U0JONAS', 12, 'Photos of the summer party are online.'],
      ['U0MIRA', 8, 'Best one is of Tom and the grill.'],
    ],
  },
  {
    id: 'D0ADA',
    name: 'U0ADA',
    isMember: true,
    isDirect: true,
    lines: [
      ['U0ADA', 48, 'Remind me to renew the domain northwind.example before the 30th, please.'],
      ['U0ADA', 26, 'hello'],
    ],
  },
]
