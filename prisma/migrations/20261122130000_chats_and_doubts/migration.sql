-- Those who wait for a token come back one after another.
ALTER TABLE "Route" ADD COLUMN "queuedUntil" TIMESTAMPTZ(3);

-- Of one conversation, whose look answers all of them. Few at any time.
CREATE INDEX "Delivery_sending_idx" ON "Delivery"("connectionId", "address") WHERE state = 'sending';
