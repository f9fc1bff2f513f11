import { inject, type InjectionKey } from 'vue'
import type { Accounts, Credentials, CredentialsKeeper, KeyValueStorage } from '../ports'
import type { CredentialTabs, CredentialTabsListener, Session } from '../session'

/** What the stores ask of the outside. The composition root provides it once. */
export interface AppServices {
  readonly accounts: Accounts
  /** `keeper` holds the credentials for as long as they are renewed. */
  createSession(credentials: Credentials, keeper: CredentialsKeeper): Session
  /** Joins the tabs that share a sign-in. Rejects when the code for it cannot be had; absent where there are no others. */
  openCredentialTabs?(listener: CredentialTabsListener): Promise<CredentialTabs>
  /** Ends with the tab. */
  readonly tabStorage: KeyValueStorage
  /** Outlives the browser. */
  readonly deviceStorage: KeyValueStorage
  /** Where sign-ins for one tab are kept. Default: `tabStorage`. */
  readonly credentialStorage?: KeyValueStorage
  /** Runs before the next paint, or soon where nothing is painted (a hidden tab). */
  scheduleFrame(run: () => void): void
}

export const servicesKey: InjectionKey<AppServices> = Symbol('services')

/** Throws when the composition root did not provide the services. */
export function useServices(): AppServices {
  const services = inject(servicesKey, null)
  if (services === null) throw new Error('The app was started without its services.')
  return services
}
