-- What an event said is kept from each team that was switched off when it came, whether or not another one wanted it.
ALTER TABLE "InboundReceipt" ADD COLUMN "discarded" BOOLEAN NOT NULL DEFAULT false;
-- One that was worked on more than once may have been taken in before.
UPDATE "InboundReceipt" SET "discarded" = true
WHERE "state" = 'passed_over' AND "outcome" = 'The integrations of the team were switched off.' AND "times" = 1;
UPDATE "InboundReceipt" receipt SET "discarded" = true
FROM "InboundEvent" event WHERE event."id" = receipt."eventId" AND event."discarded";
ALTER TABLE "InboundEvent" DROP COLUMN "discarded";
