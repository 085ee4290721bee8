ALTER TABLE "Team" ADD COLUMN "integrations" BOOLEAN NOT NULL DEFAULT true, ADD COLUMN "webhooks" BOOLEAN NOT NULL DEFAULT true;

CREATE TABLE "Installation" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "operatorId" UUID NOT NULL,
    "integrations" BOOLEAN,
    "webhooks" BOOLEAN,
    CONSTRAINT "Installation_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Installation_operatorId_fkey" FOREIGN KEY ("operatorId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Installation_one_row" CHECK ("id" = 1)
);
CREATE TABLE "InstallationChange" (
    "id" UUID NOT NULL,
    "changedById" UUID NOT NULL,
    "setting" TEXT NOT NULL,
    "before" JSONB NOT NULL,
    "after" JSONB NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "InstallationChange_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "InstallationChange_changedAt_idx" ON "InstallationChange"("changedAt" DESC);

-- The first owner runs the installation. What was at work before the switch was there goes on.
INSERT INTO "Installation" ("operatorId", "integrations")
SELECT member."userId", CASE WHEN EXISTS (SELECT 1 FROM "Connection") THEN true END
FROM "Membership" member JOIN "User" person ON person."id" = member."userId"
WHERE member."role" = 'owner' ORDER BY person."createdAt", person."id" LIMIT 1;

ALTER TYPE "InboundState" ADD VALUE 'unknown' BEFORE 'dead';
ALTER TABLE "InboundEvent" ADD COLUMN "decoded" TEXT, ADD COLUMN "discarded" BOOLEAN NOT NULL DEFAULT false;
CREATE TYPE "InboundReceiptState" AS ENUM ('processed', 'passed_over', 'dead');
ALTER TABLE "InboundReceipt" ADD COLUMN "state" "InboundReceiptState" NOT NULL DEFAULT 'processed', ADD COLUMN "outcome" TEXT;
CREATE INDEX "InboundReceipt_teamId_eventId_idx" ON "InboundReceipt"("teamId", "eventId" DESC);
CREATE TABLE "RefusedCalls" (
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "provider" "Provider" NOT NULL,
    "calls" INTEGER NOT NULL,
    CONSTRAINT "RefusedCalls_pkey" PRIMARY KEY ("minute","provider")
);

ALTER TABLE "Item" ADD COLUMN "isTest" BOOLEAN NOT NULL DEFAULT false;
CREATE TABLE "TestItem" (
    "teamId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "connectionId" UUID NOT NULL,
    "startedById" UUID NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "steps" JSONB NOT NULL DEFAULT '[]',
    "itemId" UUID,
    CONSTRAINT "TestItem_pkey" PRIMARY KEY ("teamId","id"),
    CONSTRAINT "TestItem_teamId_connectionId_fkey" FOREIGN KEY ("teamId", "connectionId") REFERENCES "Connection"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "TestItem_teamId_connectionId_startedAt_idx" ON "TestItem"("teamId", "connectionId", "startedAt" DESC);
