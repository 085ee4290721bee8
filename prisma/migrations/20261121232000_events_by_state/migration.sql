-- Those that wait, and those that belong to no team, are few among all.
CREATE INDEX "InboundEvent_received_idx" ON "InboundEvent"("id") WHERE "state" = 'received';
CREATE INDEX "InboundEvent_outside_idx" ON "InboundEvent"("receivedAt") WHERE "state" IN ('unknown', 'dead');
