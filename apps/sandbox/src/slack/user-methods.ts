import { type Methods, text } from './method'
import { slackBot, slackPeople } from './seed'
import { personOf, SlackRefusal } from './workspace'

export const userMethods: Methods = {
  'users.info': {
    needs: ['users:read'],
    answer: ({ args, scopes }) => ({ user: user(text.parse(args.user), scopes) }),
  },
  'users.lookupByEmail': {
    needs: ['users:read.email'],
    answer: ({ args, scopes }) => {
      const address = text.parse(args.email).toLowerCase()
      const person = slackPeople.find(({ email }) => email === address)
      if (!person) throw new SlackRefusal('users_not_found')
      return { user: user(person.id, scopes) }
    },
  },
  'users.list': {
    needs: ['users:read'],
    answer: ({ scopes }) => ({ members: [...slackPeople, slackBot].map(({ id }) => user(id, scopes)) }),
  },
}

function user(id: string, scopes: string[]) {
  if (id === slackBot.id)
    return { id, name: slackBot.name, is_bot: true, profile: { real_name: 'Switchboard', display_name: '' } }
  const person = personOf(id)
  if (!person) throw new SlackRefusal('user_not_found')
  const email = scopes.includes('users:read.email') ? { email: person.email } : {}
  return { id, name: person.name, is_bot: false, profile: { real_name: person.realName, display_name: '', ...email } }
}
