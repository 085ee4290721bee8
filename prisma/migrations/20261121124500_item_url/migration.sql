-- Lists link to an item without reading its whole snapshot.
ALTER TABLE "Item" ADD COLUMN "url" TEXT;
UPDATE "Item" SET "url" = snapshot->>'url';
