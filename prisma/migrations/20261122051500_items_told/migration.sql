-- When an event last told of an item, so that what a sync had asked for before does not undo it.
ALTER TABLE "Item" ADD COLUMN "toldAt" TIMESTAMPTZ(3);
