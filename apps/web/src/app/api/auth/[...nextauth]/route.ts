import NextAuth from 'next-auth'
import { NextRequest } from 'next/server'
import { authOptions } from '@/server/auth'
import { callerOf } from '@/server/caller'
import { composition } from '@/server/composition'
import { formOf } from '@/server/form-of'
import { limits } from '@/server/limits'
import { readBody } from '@/server/read-body'
import { addressSchema } from '@/server/sign-in-mail'
import { tooMany } from '@/server/too-many'

type RouteContext = { params: Promise<{ nextauth: string[] }> }

const mostBytes = 16 * 1_024

async function handle(request: NextRequest, context: RouteContext): Promise<Response> {
  const { ctx } = composition()
  const caller = callerOf(request)
  // The page's own script reads the address of the page that tells it.
  const to = (error: string) => new URL(`/sign-in?error=${error}`, ctx.publicUrl).href
  const refuse = (waitSeconds: number) => tooMany(request, waitSeconds, { url: to('TooMany') })
  const signInWait = await limits().signIns(caller)
  if (signInWait) return refuse(signInWait)

  const whole = await readBody(request, mostBytes)
  if (whole instanceof Response) return whole
  const form = await formOf(whole.clone())
  if (!form) return Response.json({ url: to('SignIn') }, { status: 400 })
  if (request.method === 'POST' && (await context.params).nextauth.join('/') === 'signin/email') {
    const address = addressSchema.safeParse(form.email).data
    if (!address) return Response.json({ url: to('EmailSignin') }, { status: 400 })
    const mailWait = (await limits().mailsFrom(caller)) ?? (await limits().mailsTo(address))
    if (mailWait) return refuse(mailWait)
  }
  const answer: Response = await NextAuth(authOptions())(new NextRequest(whole), context)
  return answer
}

export { handle as GET, handle as POST }
