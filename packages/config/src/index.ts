export * from './read-environment'
export * from './variables'
export * from './logger'
