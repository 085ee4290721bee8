-- When what a message says has changed: what cannot be changed where it stands is tried from then on.
ALTER TABLE "OutboundMessage" ADD COLUMN "staleAt" TIMESTAMPTZ(3);
UPDATE "OutboundMessage" SET "staleAt" = now() WHERE stale;
