export { NoConnection as default } from '@/features/connections/no-connection'
