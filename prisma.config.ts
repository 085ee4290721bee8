import { defineConfig } from 'prisma/config'

// The CLI is for developers (`npm run prisma -- …`); the product itself applies migrations with packages/db.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://localhost:5432/switchboard' },
})
