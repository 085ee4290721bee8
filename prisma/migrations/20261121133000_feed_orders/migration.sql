-- Every order of the feed is that of an index: a page costs the same among however many suggestions.
CREATE INDEX "Suggestion_teamId_assigneeId_status_dueAt_id_idx" ON "Suggestion"("teamId", "assigneeId", "status", "dueAt", "id" DESC);
DROP INDEX "Suggestion_teamId_assigneeId_status_confidence_idx";
CREATE INDEX "Suggestion_teamId_assigneeId_status_confidence_id_idx" ON "Suggestion"("teamId", "assigneeId", "status", "confidence" DESC, "id" DESC);
-- The view of what was decided shows two statuses in one order.
CREATE INDEX "Suggestion_teamId_assigneeId_receivedAt_id_idx" ON "Suggestion"("teamId", "assigneeId", "receivedAt" DESC, "id" DESC);
