import { inject, type InjectionKey } from 'vue'

export interface DemoUser {
  readonly username: string
  readonly password: string
  readonly name: string
}

/** What the views know of the runtime configuration. */
export interface AppConfig {
  readonly title: string
  readonly serverUrl: string
  readonly demoUsers: readonly DemoUser[]
}

export const appConfigKey: InjectionKey<AppConfig> = Symbol('appConfig')

/** Throws when the composition root did not provide the configuration. */
export function useAppConfig(): AppConfig {
  const config = inject(appConfigKey, null)
  if (config === null) throw new Error('The app was started without its configuration.')
  return config
}
