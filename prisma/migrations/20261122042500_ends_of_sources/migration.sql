-- What each source warns of, and when it is over, so that a suggestion follows when one of them joins or leaves.
ALTER TABLE "SuggestionSource" ADD COLUMN "flags" TEXT[];
ALTER TABLE "SuggestionSource" ADD COLUMN "closesAt" TIMESTAMPTZ(3);

UPDATE "SuggestionSource" source SET
    "flags" = CASE
        WHEN source."itemId" <> suggestion."itemId" AND source."proposed" IS NOT NULL
        THEN ARRAY(SELECT jsonb_array_elements_text(source."proposed" -> 'flags'))
        ELSE suggestion."flags" END,
    -- A suggestion without an end beside an event was taken back, or has a source that has none.
    "closesAt" = CASE
        WHEN source."itemId" = suggestion."itemId" OR suggestion."closesAt" IS NULL THEN suggestion."closesAt"
        WHEN item."kind" = 'event' THEN (item."snapshot" ->> 'endsAt')::timestamptz END
FROM "Suggestion" suggestion, "Item" item
WHERE suggestion."teamId" = source."teamId" AND suggestion."id" = source."suggestionId"
    AND item."teamId" = source."teamId" AND item."id" = source."itemId";
