export { answerCalls as GET, answerCalls as POST } from '@/server/answer-calls'
