// The gateway as a process of its own, with one procedure for topics of a table.
import { run } from '../../src/run'
import { topicRouter } from './topic-router'

run(topicRouter)
