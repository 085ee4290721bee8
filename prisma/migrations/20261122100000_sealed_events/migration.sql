-- What lets the bearer of an event act for a short time, encrypted, until the event is worked on.
ALTER TABLE "InboundEvent" ADD COLUMN "sealed" TEXT;

-- The few that have one are found among all that were ever received.
CREATE INDEX "InboundEvent_sealed_idx" ON "InboundEvent"("receivedAt") WHERE "sealed" IS NOT NULL;
