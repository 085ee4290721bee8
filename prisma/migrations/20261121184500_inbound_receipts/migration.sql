-- What an event was to each connection of its account: a team sees the events of its own connections.
CREATE TABLE "InboundReceipt" (
    "teamId" UUID NOT NULL,
    "connectionId" UUID NOT NULL,
    "eventId" BIGINT NOT NULL,
    "processedAt" TIMESTAMPTZ(3) NOT NULL,
    "times" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "InboundReceipt_pkey" PRIMARY KEY ("teamId", "connectionId", "eventId")
);

CREATE INDEX "InboundReceipt_eventId_idx" ON "InboundReceipt"("eventId");

ALTER TABLE "InboundReceipt" ADD CONSTRAINT "InboundReceipt_teamId_connectionId_fkey"
    FOREIGN KEY ("teamId", "connectionId") REFERENCES "Connection"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "InboundReceipt" ADD CONSTRAINT "InboundReceipt_eventId_fkey"
    FOREIGN KEY ("eventId") REFERENCES "InboundEvent"("id") ON DELETE CASCADE ON UPDATE CASCADE;
