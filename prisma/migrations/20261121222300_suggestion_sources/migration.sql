ALTER TABLE "Suggestion" ADD COLUMN "alsoFrom" "Provider"[] DEFAULT ARRAY[]::"Provider"[];

-- The items that ask for what a suggestion says. What was suggested before has the one that it was made from, which is compared with
-- nothing: how its words were to be compared was not noted.
CREATE TABLE "SuggestionSource" (
    "teamId" UUID NOT NULL,
    "itemId" UUID NOT NULL,
    "suggestionId" UUID NOT NULL,
    "connectionId" UUID NOT NULL,
    "relation" TEXT,
    "evidence" JSONB NOT NULL,
    "proposed" JSONB,
    "ask" JSONB,
    "keys" BIGINT[],
    "addedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "endReason" TEXT,

    CONSTRAINT "SuggestionSource_pkey" PRIMARY KEY ("teamId","itemId")
);

CREATE INDEX "SuggestionSource_teamId_suggestionId_idx" ON "SuggestionSource"("teamId", "suggestionId");
-- Looked up by whoever settles a batch: entries that wait to be sorted in would all be read each time.
CREATE INDEX "SuggestionSource_keys_idx" ON "SuggestionSource" USING GIN ("keys") WITH (fastupdate = off);

ALTER TABLE "SuggestionSource" ADD CONSTRAINT "SuggestionSource_teamId_itemId_fkey" FOREIGN KEY ("teamId", "itemId") REFERENCES "Item"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "SuggestionSource" ADD CONSTRAINT "SuggestionSource_teamId_suggestionId_fkey" FOREIGN KEY ("teamId", "suggestionId") REFERENCES "Suggestion"("teamId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

INSERT INTO "SuggestionSource" ("teamId", "itemId", "suggestionId", "connectionId", "evidence", "keys", "addedAt", "endedAt", "endReason")
SELECT "teamId", "itemId", id, "connectionId", evidence, '{}', "createdAt",
    CASE WHEN status = 'closed' THEN "decidedAt" END, CASE WHEN status = 'closed' THEN "dismissReason" END
FROM "Suggestion";
