import { createPinia, setActivePinia } from 'pinia'
import { createApp, type Plugin } from 'vue'
import { useAuthStore } from '../stores/auth'
import { servicesKey, type AppServices } from '../stores/services'
import type { FakeSession } from './fakeSession'
import { memoryStorage } from './memoryStorage'

/** The stores of a page where Ann is signed in, for a mounted view: pass it to `global.plugins`. What is told is shown at once. */
export async function signedInPage(session: FakeSession): Promise<Plugin> {
  const services: AppServices = {
    accounts: {
      signIn: () => Promise.resolve({ userId: 'u-ann', token: 't' }),
      signOut: () => Promise.resolve(),
    },
    createSession: () => session,
    tabStorage: memoryStorage(),
    deviceStorage: memoryStorage(),
    scheduleFrame: (run) => {
      run()
    },
  }
  const pinia = createPinia()
  const page: Plugin = (app) => app.provide(servicesKey, services).use(pinia)
  createApp({}).use(page)
  setActivePinia(pinia)
  await useAuthStore().signIn({ user: 'ann', password: 'ann' }, false)
  return page
}
