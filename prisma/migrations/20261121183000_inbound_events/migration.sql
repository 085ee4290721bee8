-- What providers send by themselves: each verified call once, and until when they have promised to.
CREATE TYPE "InboundState" AS ENUM ('received', 'processed', 'ignored', 'dead');

CREATE TABLE "InboundEvent" (
    "id" BIGSERIAL NOT NULL,
    "provider" "Provider" NOT NULL,
    "account" TEXT NOT NULL,
    "eventId" TEXT NOT NULL,
    "orderKey" TEXT,
    "body" BYTEA NOT NULL,
    "headers" JSONB NOT NULL,
    "state" "InboundState" NOT NULL DEFAULT 'received',
    "outcome" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "processedAt" TIMESTAMPTZ(3),

    CONSTRAINT "InboundEvent_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Watch" (
    "teamId" UUID NOT NULL,
    "connectionId" UUID NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "renewedAt" TIMESTAMPTZ(3) NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "Watch_pkey" PRIMARY KEY ("teamId", "connectionId")
);

CREATE UNIQUE INDEX "InboundEvent_provider_account_eventId_key" ON "InboundEvent"("provider", "account", "eventId");
CREATE INDEX "InboundEvent_receivedAt_id_idx" ON "InboundEvent"("receivedAt" DESC, "id" DESC);
CREATE INDEX "InboundEvent_provider_receivedAt_id_idx" ON "InboundEvent"("provider", "receivedAt" DESC, "id" DESC);
CREATE INDEX "Watch_expiresAt_idx" ON "Watch"("expiresAt");

ALTER TABLE "Watch" ADD CONSTRAINT "Watch_teamId_connectionId_fkey"
    FOREIGN KEY ("teamId", "connectionId") REFERENCES "Connection"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "Connection" ADD COLUMN "lastEventAt" TIMESTAMPTZ(3);
