-- A connection whose provider never promised to tell of changes has no watch that could lapse: since when it is waited for.
ALTER TYPE "FreshnessAlertKind" ADD VALUE 'watch_missing' BEFORE 'silent';

ALTER TABLE "Connection" ADD COLUMN "watchWantedAt" TIMESTAMPTZ(3);
