-- How many flagged ones wait is counted at every change; they are few. Prisma does not know indexes of a part of the rows.
CREATE INDEX "Suggestion_waiting_flagged_idx" ON "Suggestion"("teamId", "assigneeId") WHERE status = 'pending_approval' AND cardinality(flags) > 0;
