-- Why an item wants nothing any more; tasks that were made of it say so. Those that can change have a revision until they are over.
ALTER TABLE "Item" ADD COLUMN "over" TEXT;
UPDATE "Item" SET "over" = "reason"
  WHERE "revision" IS NULL AND "kind" IN ('event', 'message', 'page') AND "state" = 'done' AND "reason" IS NOT NULL;
