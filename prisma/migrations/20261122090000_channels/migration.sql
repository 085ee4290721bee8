-- Ways to reach people: who they are there, how they want it, what is sent, each attempt, and the state of each way out.
CREATE TYPE "Channel" AS ENUM ('web', 'slack', 'email', 'telegram');

CREATE TYPE "Urgency" AS ENUM ('low', 'normal', 'urgent');

CREATE TYPE "OutboundState" AS ENUM ('waiting', 'reached', 'cancelled', 'failed');

CREATE TYPE "DeliveryState" AS ENUM ('sending', 'sent', 'delivered', 'failed', 'unknown');

CREATE TABLE "Identity" (
    "teamId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "channel" "Channel" NOT NULL,
    "connectionId" UUID,
    "address" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "confirmedAt" TIMESTAMPTZ(3),
    "codeHash" TEXT,
    "codeUntil" TIMESTAMPTZ(3),
    "codeTries" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Identity_pkey" PRIMARY KEY ("teamId","id")
);

CREATE TABLE "ReachPreference" (
    "teamId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "values" JSONB NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ReachPreference_pkey" PRIMARY KEY ("teamId","userId")
);

CREATE TABLE "OutboundMessage" (
    "teamId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subjectId" UUID,
    "data" JSONB NOT NULL DEFAULT '{}',
    "urgency" "Urgency" NOT NULL DEFAULT 'normal',
    "asks" BOOLEAN NOT NULL DEFAULT false,
    "state" "OutboundState" NOT NULL DEFAULT 'waiting',
    "dueAt" TIMESTAMPTZ(3),
    "claimedBy" BIGINT,
    "stale" BOOLEAN NOT NULL DEFAULT false,
    "answeredAt" TIMESTAMPTZ(3),
    "trace" JSONB NOT NULL DEFAULT '[]',
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "settledAt" TIMESTAMPTZ(3),

    CONSTRAINT "OutboundMessage_pkey" PRIMARY KEY ("teamId","id")
);

CREATE TABLE "Delivery" (
    "teamId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "messageId" UUID NOT NULL,
    "channel" "Channel" NOT NULL,
    "connectionId" UUID,
    "address" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "state" "DeliveryState" NOT NULL DEFAULT 'sending',
    "place" JSONB,
    "errorCode" TEXT,
    "errorMessage" TEXT,
    "latencyMs" INTEGER,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3),
    "deliveredAt" TIMESTAMPTZ(3),
    "shown" TEXT,

    CONSTRAINT "Delivery_pkey" PRIMARY KEY ("teamId","id")
);

CREATE TABLE "Route" (
    "id" TEXT NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "openUntil" TIMESTAMPTZ(3),
    "openings" INTEGER NOT NULL DEFAULT 0,
    "probeUntil" TIMESTAMPTZ(3),
    "pausedUntil" TIMESTAMPTZ(3),
    "tokens" DOUBLE PRECISION NOT NULL,
    "tokensAt" TIMESTAMPTZ(3) NOT NULL,
    "lastOkAt" TIMESTAMPTZ(3),
    "lastFaultAt" TIMESTAMPTZ(3),
    "lastFault" TEXT,

    CONSTRAINT "Route_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Presence" (
    "gatewayId" UUID NOT NULL,
    "teamId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "aliveAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Presence_pkey" PRIMARY KEY ("gatewayId","teamId","userId")
);

CREATE INDEX "Identity_connectionId_address_idx" ON "Identity"("connectionId", "address");

CREATE UNIQUE INDEX "Identity_teamId_userId_channel_connectionId_address_key" ON "Identity"("teamId", "userId", "channel", "connectionId", "address") NULLS NOT DISTINCT;

-- Somebody outside is one member; anybody may say so before it is confirmed.
CREATE UNIQUE INDEX "Identity_confirmed_key" ON "Identity"("teamId", "channel", "connectionId", "address") NULLS NOT DISTINCT WHERE "confirmedAt" IS NOT NULL;

CREATE INDEX "OutboundMessage_dueAt_idx" ON "OutboundMessage"("dueAt");

CREATE INDEX "OutboundMessage_claimedBy_idx" ON "OutboundMessage"("claimedBy");

CREATE INDEX "OutboundMessage_teamId_userId_createdAt_idx" ON "OutboundMessage"("teamId", "userId", "createdAt" DESC);

CREATE INDEX "OutboundMessage_teamId_subjectId_idx" ON "OutboundMessage"("teamId", "subjectId");

CREATE UNIQUE INDEX "OutboundMessage_teamId_userId_key_key" ON "OutboundMessage"("teamId", "userId", "key");

CREATE INDEX "Delivery_teamId_startedAt_idx" ON "Delivery"("teamId", "startedAt" DESC);

CREATE INDEX "Delivery_teamId_connectionId_startedAt_idx" ON "Delivery"("teamId", "connectionId", "startedAt" DESC);

CREATE UNIQUE INDEX "Delivery_teamId_messageId_channel_connectionId_attempt_key" ON "Delivery"("teamId", "messageId", "channel", "connectionId", "attempt") NULLS NOT DISTINCT;

CREATE INDEX "Presence_teamId_userId_idx" ON "Presence"("teamId", "userId");

ALTER TABLE "Identity" ADD CONSTRAINT "Identity_teamId_userId_fkey" FOREIGN KEY ("teamId", "userId") REFERENCES "Membership"("teamId", "userId") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "Identity" ADD CONSTRAINT "Identity_teamId_connectionId_fkey" FOREIGN KEY ("teamId", "connectionId") REFERENCES "Connection"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "ReachPreference" ADD CONSTRAINT "ReachPreference_teamId_userId_fkey" FOREIGN KEY ("teamId", "userId") REFERENCES "Membership"("teamId", "userId") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "OutboundMessage" ADD CONSTRAINT "OutboundMessage_teamId_userId_fkey" FOREIGN KEY ("teamId", "userId") REFERENCES "Membership"("teamId", "userId") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "Delivery" ADD CONSTRAINT "Delivery_teamId_messageId_fkey" FOREIGN KEY ("teamId", "messageId") REFERENCES "OutboundMessage"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "Delivery" ADD CONSTRAINT "Delivery_teamId_connectionId_fkey" FOREIGN KEY ("teamId", "connectionId") REFERENCES "Connection"("teamId", "id") ON DELETE NO ACTION ON UPDATE CASCADE;
