export * from './build'
export * from './create-test-database'
export * from './surroundings'
export * from './context'
