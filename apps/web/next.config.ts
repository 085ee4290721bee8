import type { NextConfig } from 'next'

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
    return [
      {
        source: '/:path*',
        headers: [
          { key: 'X-Frame-Options', value: 'DENY' },
          { key: 'X-Content-Type-Options', value: 'nosniff' },
          { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
          { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=()' },
        ],
      },
    ]
  },
}

export default config
