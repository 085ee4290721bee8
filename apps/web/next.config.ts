import type { NextConfig } from 'next'
import { answerHeaders } from './src/server/answer-headers'

const ours = ['api', 'config', 'core', 'db', 'models', 'providers'].map((name) => `@switchboard/${name}`)

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  transpilePackages: ours,
  serverExternalPackages: ['graphile-worker', 'pg', 'pino', 'googleapis', 'openai', 'sanitize-html', 'nodemailer'],
  // `npm run typecheck` checks the types of the whole house, also the tests'.
  typescript: { ignoreBuildErrors: true },
  experimental: { optimizePackageImports: ['radix-ui', 'lucide-react'] },
  devIndicators: false,
  async headers() {
    return [{ source: '/:path*', headers: Object.entries(answerHeaders).map(([key, value]) => ({ key, value })) }]
  },
}

export default config
