export { ThreadSkeleton as default } from '@/features/conversations/skeletons'
