-- Where somebody was asked for the words of their answer, beside where the question itself stands.
ALTER TABLE "FeedbackRecipient" ADD COLUMN "answerKeys" TEXT[] DEFAULT ARRAY[]::TEXT[];
