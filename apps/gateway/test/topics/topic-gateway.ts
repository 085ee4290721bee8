// The gateway as a process of its own, with one procedure for topics of a table.
import { run } from '../../src/run'
import { topicRouter } from './topic-router'
import { tableTopics } from './topic-table'

run({ router: topicRouter, topics: [tableTopics] })
