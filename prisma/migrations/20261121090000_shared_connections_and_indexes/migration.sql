-- An account is shared with a team once: a shared connection has no owner, and without this clause no two of them are equal.
DROP INDEX "Connection_teamId_provider_accountId_ownerId_key";
CREATE UNIQUE INDEX "Connection_teamId_provider_accountId_ownerId_key" ON "Connection"("teamId", "provider", "accountId", "ownerId") NULLS NOT DISTINCT;

-- The list of one's own changes finds them without reading those of the whole team.
ALTER TABLE "WriteBack" ADD COLUMN "assigneeId" UUID;
UPDATE "WriteBack" SET "assigneeId" = "Task"."assigneeId"
FROM "Task" WHERE "Task"."teamId" = "WriteBack"."teamId" AND "Task"."id" = "WriteBack"."taskId";
ALTER TABLE "WriteBack" ALTER COLUMN "assigneeId" SET NOT NULL;
DROP INDEX "WriteBack_teamId_createdAt_idx";
CREATE INDEX "WriteBack_teamId_assigneeId_createdAt_id_idx" ON "WriteBack"("teamId", "assigneeId", "createdAt" DESC, "id" DESC);
-- Retention deletes items, and their write-backs with them.
CREATE INDEX "WriteBack_teamId_itemId_idx" ON "WriteBack"("teamId", "itemId");

CREATE INDEX "Connection_status_checkedAt_idx" ON "Connection"("status", "checkedAt");
CREATE INDEX "Suggestion_teamId_connectionId_idx" ON "Suggestion"("teamId", "connectionId");
CREATE INDEX "Task_deletedAt_idx" ON "Task"("deletedAt");
