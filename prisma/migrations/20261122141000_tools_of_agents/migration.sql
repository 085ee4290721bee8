-- What agents cannot do yet is not among what they are given.
UPDATE "Agent" SET "tools" = array_remove(array_remove("tools", 'ask_feedback'), 'act_at_provider'), "updatedAt" = now();
