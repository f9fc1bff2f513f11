import { inject, type InjectionKey } from 'vue'
import type { ChatFeatures } from '../ports/features'

/** Gives the features of the line there is now. */
export type FeatureSource = () => Promise<ChatFeatures>

export const featuresKey: InjectionKey<FeatureSource> = Symbol('features')

/** What the back end offers beside the flow of messages. For the set-up of a component under the chat's view. */
export function useFeatures(): FeatureSource {
  const source = inject(featuresKey)
  if (source === undefined) throw new Error('nobody provides the features')
  return source
}
