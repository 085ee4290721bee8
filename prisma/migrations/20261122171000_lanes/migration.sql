-- A worker locks jobs of its lanes by an id each; all of them live and die with it.
ALTER TABLE "Worker" ADD COLUMN "lanes" TEXT[] DEFAULT ARRAY[]::TEXT[];
