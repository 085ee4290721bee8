-- A pause that a provider has asked for outlives what else happens to the connection's times.
ALTER TABLE "Connection" ADD COLUMN "notBefore" TIMESTAMPTZ(3);
UPDATE "Connection" SET "notBefore" = "nextSyncAt" WHERE "errorCode" = 'rate_limited';
