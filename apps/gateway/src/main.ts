import { gatewayRouter } from '@switchboard/api/gateway-router'
import { run } from './run'

run(gatewayRouter)
