import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '@switchboard/api'

export type Outputs = inferRouterOutputs<AppRouter>
export type Inputs = inferRouterInputs<AppRouter>

export type SuggestionRow = Outputs['suggestion']['list']['items'][number]
export type SuggestionDetail = Outputs['suggestion']['get']
export type SuggestionEdits = Inputs['suggestion']['edit']['edits']
export type DecisionResult = Outputs['suggestion']['approve']['results'][number]
export type TakenBack = Outputs['suggestion']['takeBackMany']['results'][number]
export type Task = Outputs['task']['get']
export type Connection = Outputs['connection']['list']['items'][number]
export type ConnectionDetail = Outputs['connection']['get']
export type ConnectForm = Outputs['connection']['connectForm']
export type OwnApp = Outputs['appRegistration']['list']['items'][number]
export type OwnAppDetail = Outputs['appRegistration']['get']
export type ChannelHealth = Outputs['channel']['list']['items'][number]
export type SentMessage = Outputs['delivery']['list']['items'][number]
export type SentMessageDetail = Outputs['delivery']['get']
export type Attempt = SentMessage['deliveries'][number]
export type Feedback = Outputs['feedback']['list']['items'][number]
export type FeedbackDetail = Outputs['feedback']['get']
export type AgentList = Outputs['agent']['list']
export type Agent = AgentList['items'][number]
export type TeamJob = Outputs['agent']['teamJobs']['items'][number]
export type AgentJob = Outputs['agent']['jobs']['items'][number]
export type SettingGroup = ConnectionDetail['settingGroups'][number]
export type SettingField = SettingGroup['fields'][number]
export type SyncRun = NonNullable<Connection['run']>
export type ProviderId = Connection['provider']
export type Reach = Outputs['reach']['get']
export type ReachPlace = Reach['places'][number]
export type ReachPreferences = Reach['preferences']
export type PageMessage = Outputs['reach']['pageMessages']['items'][number]
export type ConversationRow = Outputs['conversation']['list']['items'][number]
export type WholeConversation = Outputs['conversation']['get']
export type LimitsInUse = Outputs['conversation']['usage']
export type Said = WholeConversation['said'][number]
export type Memory = Outputs['memory']['get']
export type Fact = Memory['facts'][number]
export type Learnt = Outputs['memory']['learnt']['items'][number]
export type Priority = SuggestionRow['priority']
export type WhenDone = NonNullable<SuggestionDetail['whenDone']>
/** What finishing can do at the source, in words, and the policies for it. */
export type WhenDoneOffer = Pick<SuggestionDetail, 'connected' | 'policies' | 'effects' | 'itemWord'>
