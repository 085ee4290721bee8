export * from './read-environment'
export * from './tell-libraries'
export * from './variables'
export * from './logger'
