-- Lists of messages, newest first: of one person, of the team, and those that wait for somebody's decision.
ALTER TABLE "OutboundMessage" ADD COLUMN "title" TEXT;

DROP INDEX "OutboundMessage_teamId_userId_createdAt_idx";

CREATE INDEX "OutboundMessage_teamId_userId_createdAt_id_idx" ON "OutboundMessage"("teamId", "userId", "createdAt" DESC, "id" DESC);

CREATE INDEX "OutboundMessage_teamId_createdAt_id_idx" ON "OutboundMessage"("teamId", "createdAt" DESC, "id" DESC);

-- Few at any time.
CREATE INDEX "Delivery_unknown_idx" ON "Delivery"("teamId", "messageId") WHERE state = 'unknown';
