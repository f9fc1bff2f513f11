import { createRouter, createWebHistory, type Router, type RouterHistory } from 'vue-router'
import { useAuthStore } from './stores/auth'

declare module 'vue-router' {
  interface RouteMeta {
    readonly isPublic?: boolean
  }
}

/** The chat's code; asked for again it is the same. */
export const loadChat = () => import('./views/ChatView.vue')

/** Without a session every page leads to the sign-in page, which leads back. */
export function createAppRouter(
  history: RouterHistory = createWebHistory(import.meta.env.BASE_URL),
): Router {
  const router = createRouter({
    history,
    routes: [
      {
        path: '/sign-in',
        name: 'signIn',
        component: () => import('./views/SignInView.vue'),
        meta: { isPublic: true },
      },
      { path: '/', name: 'home', component: loadChat },
      { path: '/channel/:id', name: 'channel', component: loadChat },
      { path: '/:rest(.*)', redirect: { name: 'home' } },
    ],
  })
  router.beforeEach((to) => {
    const isSignedIn = useAuthStore().resume()
    if (to.meta.isPublic === true) return isSignedIn ? { name: 'home' } : true
    if (isSignedIn) return true
    return { name: 'signIn', query: { ...to.query, redirect: to.fullPath } }
  })
  return router
}
