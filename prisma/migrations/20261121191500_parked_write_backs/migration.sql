-- What waits for its account has no job; who gets the account going again finds it here. They are few: an index of a part of the rows.
ALTER TABLE "WriteBack" ADD COLUMN "parked" BOOLEAN NOT NULL DEFAULT false;
CREATE INDEX "WriteBack_unfinished_idx" ON "WriteBack"("teamId", "connectionId") WHERE "state" IN ('waiting', 'running', 'reverting');
