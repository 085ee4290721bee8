import { PrismaAdapter } from '@auth/prisma-adapter'
import type { Adapter, AdapterAccount } from 'next-auth/adapters'
import type { NextAuthOptions } from 'next-auth'
import type { OAuthConfig } from 'next-auth/providers/oauth'
import { z } from 'zod'
import { ensureTeam } from '@switchboard/core/teams/ensure-team'
import { composition } from './composition'
import { mailProvider } from './sign-in-mail'

declare module 'next-auth' {
  interface Session {
    user: { id: string; name?: string | null; email?: string | null; image?: string | null }
  }
}

const identitySchema = z.object({
  sub: z.string(),
  email: z.email(),
  email_verified: z.boolean(),
  name: z.string().optional(),
})
const monthSeconds = 30 * 24 * 3_600

/** next-auth: Google, the sandbox's people, a link by e-mail. Sessions are signed cookies that carry the person's id alone. */
export function authOptions(): NextAuthOptions {
  const { ctx, variables } = composition()
  return {
    secret: variables.SESSION_SECRET,
    adapter: adapterWithoutTokens(),
    session: { strategy: 'jwt', maxAge: monthSeconds },
    pages: { signIn: '/sign-in', error: '/sign-in', verifyRequest: '/sign-in/check-mail' },
    providers: [
      ...(variables.GOOGLE_CLIENT_ID ? [googleProvider('google', 'Google')] : []),
      ...(variables.SANDBOX_URL ? [googleProvider('sandbox', 'Sandbox')] : []),
      ...(variables.SMTP_URL ? [mailProvider(variables.SMTP_URL, variables.MAIL_FROM)] : []),
    ],
    callbacks: {
      // An address that the provider has not verified could be anybody's.
      signIn: ({ profile, account }) =>
        account?.type !== 'oauth' || identitySchema.safeParse(profile).data?.email_verified === true,
      jwt: async ({ token, user }) => {
        if (!user) return { sub: token.sub }
        await ensureTeam(ctx, { id: user.id, name: user.name ?? null, email: user.email ?? '' })
        return { sub: user.id }
      },
      session: ({ session, token }) => ({ ...session, user: { id: token.sub ?? '' } }),
    },
    logger: {
      // The library's own metadata may carry the provider's answer.
      // A cookie that has run out, or is another installation's on the same address, only means that nobody is signed in.
      error: (code) => ctx.logger[code === 'JWT_SESSION_ERROR' ? 'debug' : 'error']({ reason: code }, 'sign-in failed'),
      warn: (code) => ctx.logger.debug({ reason: code }, 'sign-in warning'),
      debug: () => undefined,
    },
  }
}

/** Google's issuer may be another address (GOOGLE_OAUTH_URL), as it is for the sandbox. */
function googleProvider(id: 'google' | 'sandbox', name: string): OAuthConfig<z.infer<typeof identitySchema>> {
  const { variables } = composition()
  return {
    id,
    name,
    type: 'oauth',
    issuer: variables.GOOGLE_OAUTH_URL,
    wellKnown: `${variables.GOOGLE_OAUTH_URL}/.well-known/openid-configuration`,
    authorization: { params: { scope: 'openid email profile' } },
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    clientId: variables.GOOGLE_CLIENT_ID,
    clientSecret: variables.GOOGLE_CLIENT_SECRET,
    // Both of our providers verify addresses (see the signIn callback), so the same address is the same person.
    allowDangerousEmailAccountLinking: true,
    profile: (profile) => ({ id: profile.sub, name: profile.name ?? null, email: profile.email.toLowerCase() }),
  }
}

/** Signing in needs no tokens afterwards: they are dropped before they could be stored. */
function adapterWithoutTokens(): Adapter {
  const adapter: Adapter = PrismaAdapter(composition().ctx.db)
  return {
    ...adapter,
    linkAccount: async ({ userId, type, provider, providerAccountId }: AdapterAccount) => {
      await composition().ctx.db.account.create({ data: { userId, type, provider, providerAccountId } })
    },
  }
}
