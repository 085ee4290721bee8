export * from './build'
export * from './create-test-database'
export * from './surroundings'
