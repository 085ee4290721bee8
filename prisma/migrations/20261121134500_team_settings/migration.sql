-- What the admins of a team set themselves, and who changed it.
ALTER TABLE "Team" ADD COLUMN "undoWindowSeconds" INTEGER,
ADD COLUMN "keepRunsDays" INTEGER,
ADD COLUMN "offlineOnly" BOOLEAN NOT NULL DEFAULT false;

CREATE TABLE "TeamSettingChange" (
    "teamId" UUID NOT NULL,
    "id" UUID NOT NULL,
    "changedById" UUID NOT NULL,
    "setting" TEXT NOT NULL,
    "before" JSONB NOT NULL,
    "after" JSONB NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "TeamSettingChange_pkey" PRIMARY KEY ("teamId","id")
);

CREATE INDEX "TeamSettingChange_teamId_changedAt_idx" ON "TeamSettingChange"("teamId", "changedAt" DESC);

ALTER TABLE "TeamSettingChange" ADD CONSTRAINT "TeamSettingChange_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE CASCADE ON UPDATE CASCADE;
