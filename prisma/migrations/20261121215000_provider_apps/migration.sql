-- A team may register an app of its own at a provider, beside the operator's.
CREATE TABLE "ProviderApp" (
    "teamId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "provider" "Provider" NOT NULL,
    "name" TEXT NOT NULL,
    "ciphertext" TEXT,
    "lastCallAt" TIMESTAMPTZ(3),
    "lastRefusedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ProviderApp_pkey" PRIMARY KEY ("teamId", "id")
);

CREATE INDEX "ProviderApp_id_idx" ON "ProviderApp"("id");

ALTER TABLE "ProviderApp" ADD CONSTRAINT "ProviderApp_teamId_fkey"
    FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "OAuthAttempt" ADD COLUMN "appId" UUID;

ALTER TABLE "Connection" ADD COLUMN "appId" UUID;
CREATE INDEX "Connection_teamId_appId_idx" ON "Connection"("teamId", "appId");
ALTER TABLE "Connection" ADD CONSTRAINT "Connection_teamId_appId_fkey"
    FOREIGN KEY ("teamId", "appId") REFERENCES "ProviderApp"("teamId", "id") ON DELETE NO ACTION ON UPDATE CASCADE;
