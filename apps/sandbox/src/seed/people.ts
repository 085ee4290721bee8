/** The seeded members of the team 'Northwind Studio'. */
export const people = [
  { name: 'Ada Lindqvist', email: 'ada@northwind.example', role: 'owner' },
  { name: 'Ben Okafor', email: 'ben@northwind.example', role: 'member' },
] as const
