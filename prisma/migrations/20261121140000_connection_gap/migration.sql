-- A range that could not be covered wholly is shown with its connection until somebody has seen to it.
ALTER TABLE "Connection" ADD COLUMN "gapFrom" TIMESTAMPTZ(3),
ADD COLUMN "gapTo" TIMESTAMPTZ(3);
