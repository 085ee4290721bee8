type Mail = { labels: string; from: string; subject: string; text: string; headers?: string[]; to?: string }

const me = 'Ada Lindqvist <ada.lindqvist@example.com>'

const mails: Mail[] = [
  {
    labels: 'Inbox,Important,Unread,Category Personal',
    from: 'Clara Voss <clara@meridian.example>',
    subject: 'Signed contract',
    text: 'Hi Ada,\n\nthanks for the call. Could you please send me the signed contract by Friday? Our lawyer needs it before the kickoff.\n\nBest regards\nClara',
  },
  {
    labels: 'Inbox,Unread',
    from: 'Jonas Berg <jonas@harbourlane.example>',
    subject: 'Quarterly figures',
    text: 'Hello Ada,\n\nplease review the attached quarterly figures and let me know by March 10 if anything is missing.\n\nJonas',
  },
  {
    labels: 'Inbox,Unread,Clients',
    from: 'Priya Nair <priya@corvid.example>',
    subject: 'Slides for the workshop',
    text: 'Hi Ada,\n\ncan you send me your slides for the workshop by Wednesday? I have to print them.\n\nThank you\nPriya',
  },
  {
    labels: 'Inbox,Unread',
    from: 'Ben Okafor <ben.okafor@example.com>',
    subject: 'Fwd: Access to the shared drive',
    text: 'Ada, can you please take care of this?\n\nBen\n\n---------- Forwarded message ---------\nFrom: Lena Hart <lena@fairmont.example>\nDate: Mon, 2 Mar 2026 at 08:12\nSubject: Access to the shared drive\nTo: Ben Okafor <ben.okafor@example.com>\n\nHi Ben,\n\ncould you please give me access to the shared drive? I cannot open the brief.\n\nLena',
  },
  {
    labels: 'Inbox,Unread',
    from: '=?utf-8?Q?J=C3=BCrgen_Wei=C3=9F?= <juergen@weiss.example>',
    subject: '=?utf-8?Q?=C3=9Cberweisung?=',
    text: 'Hallo Ada,\n\nbitte überweise den Betrag bis Freitag auf unser Konto.\n\nViele Grüße\nJürgen',
    headers: ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit'],
  },
  {
    labels: 'Inbox,Unread,Category Promotions',
    from: 'The Morning Type <letters@morningtype.example>',
    subject: 'The Morning Type, issue 214',
    text: 'Good morning!\n\nIn this issue: the return of the slab serif, five open typefaces we like, and an interview with a punchcutter.\n\nRead on: https://morningtype.example/214\n\nYou receive this letter because you subscribed. Unsubscribe: https://morningtype.example/unsubscribe',
    headers: ['List-Unsubscribe: <https://morningtype.example/unsubscribe>', 'Precedence: bulk'],
  },
  {
    labels: 'Inbox,Unread,Category Updates',
    from: 'Brewline Coffee <noreply@brewline.example>',
    subject: 'Your receipt from Brewline Coffee',
    text: 'Thank you for your order.\n\n2 x Flat white   8.40\nTotal            8.40 EUR\n\nPaid with the card ending in 4242. No action is needed.',
    headers: ['Auto-Submitted: auto-generated'],
  },
  {
    labels: 'Inbox,Unread,Category Updates',
    from: 'Parcel Post <no-reply@parcelpost.example>',
    subject: 'Your parcel has been delivered',
    text: 'Your parcel 00340434 was delivered on Monday at 11:20. It was handed to a neighbour.',
    headers: ['Auto-Submitted: auto-generated'],
  },
  {
    labels: 'Inbox,Unread',
    from: 'Ida Holm <ida@harbourlane.example>',
    subject: 'Thanks for yesterday',
    text: 'Dear Ada,\n\nit was lovely to meet you yesterday. The exhibition looked wonderful and my colleagues talked about it all evening.\n\nIda',
  },
  {
    labels: '=?UTF-8?Q?Posteingang,Ungelesen,Familie?=',
    from: 'Nils Lindqvist <nils@lindqvist.example>',
    subject: 'Photos from the weekend',
    text: 'Hi sis,\n\nhere are the photos from the weekend. The one with the dog is my favourite.\n\nNils',
  },
  {
    labels: 'Sent,Opened',
    from: me,
    to: 'Clara Voss <clara@meridian.example>',
    subject: 'Invoice for February',
    text: 'Hi Clara,\n\ncould you please pay the invoice for February by Friday?\n\nAda',
  },
  {
    labels: 'Spam,Unread',
    from: 'Account team <verify@secure-login.example>',
    subject: 'Your account will be closed',
    text: 'Dear customer,\n\nplease confirm your password by tomorrow or your account will be closed.',
  },
  {
    labels: 'Archived,Unread',
    from: 'Greta Sand <greta@northpier.example>',
    subject: 'Put away unread',
    text: 'Hello Ada,\n\ncould you please send me the old agenda?\n\nGreta',
  },
  {
    labels: 'Inbox,Opened,Category Personal',
    from: 'Greta Sand <greta@northpier.example>',
    subject: 'Draft agenda',
    text: 'Hello Ada,\n\ncould you please comment on the draft agenda by Thursday?\n\nGreta',
  },
]

/** A small mbox as Google Takeout writes it: every mail with its labels, `From ` lines with a number for a sender. */
export const exportedMails = mails
  .map(({ labels, from, to = me, subject, text, headers = [] }, index) =>
    [
      `From 17900000000000000${10 + index}@xxx Mon Mar 02 08:${10 + index}:00 +0000 2026`,
      `X-GM-THRID: 17900000000000000${10 + index}`,
      `X-Gmail-Labels: ${labels}`,
      `From: ${from}`,
      `To: ${to}`,
      `Subject: ${subject}`,
      `Date: Mon, 02 Mar 2026 08:${10 + index}:00 +0000`,
      `Message-ID: <export-${index}@example.com>`,
      ...headers,
      '',
      text.replace(/^(>*From )/gm, '>$1'),
      '',
    ].join('\n'),
  )
  .join('\n')
