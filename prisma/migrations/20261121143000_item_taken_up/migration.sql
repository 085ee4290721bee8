-- Judging an item may end the worker; who dies leaves a count behind.
ALTER TABLE "Item" ADD COLUMN "takenUp" INTEGER NOT NULL DEFAULT 0;
