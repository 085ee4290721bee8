-- Messages are taken by team and urgency, and urgent ones wait for tokens behind no others.
ALTER TABLE "Route" ADD COLUMN "urgentUntil" TIMESTAMPTZ(3);

CREATE INDEX "OutboundMessage_teamId_urgency_dueAt_idx" ON "OutboundMessage"("teamId", "urgency", "dueAt");
