import { gatewayRouter } from '@switchboard/api/gateway-router'
import { conversationTopics } from '@switchboard/core/conversations/conversation-topic'
import { run } from './run'

run({ router: gatewayRouter, topics: [conversationTopics] })
