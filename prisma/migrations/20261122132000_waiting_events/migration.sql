-- An event that waits for the provider of one connection says so there, and until when.
ALTER TYPE "InboundReceiptState" ADD VALUE 'waiting';

ALTER TABLE "InboundReceipt" ADD COLUMN "waitsUntil" TIMESTAMPTZ(3);

-- Few at any time. By the instant: a new state cannot be named where it is added.
CREATE INDEX "InboundReceipt_waiting_idx" ON "InboundReceipt"("teamId", "connectionId", "waitsUntil") WHERE "waitsUntil" IS NOT NULL;
