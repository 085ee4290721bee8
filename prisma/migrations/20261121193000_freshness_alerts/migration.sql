-- Who was told that a connection is not fresh is not told again while that lasts.
CREATE TYPE "FreshnessAlertKind" AS ENUM ('watch_expiring', 'watch_lapsed', 'silent', 'broken');

CREATE TABLE "FreshnessAlert" (
    "teamId" UUID NOT NULL,
    "connectionId" UUID NOT NULL,
    "kind" "FreshnessAlertKind" NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "FreshnessAlert_pkey" PRIMARY KEY ("teamId", "connectionId", "kind")
);

ALTER TABLE "FreshnessAlert" ADD CONSTRAINT "FreshnessAlert_teamId_connectionId_fkey"
    FOREIGN KEY ("teamId", "connectionId") REFERENCES "Connection"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE;
