export { formatAddress, parseAddress } from './address'
export { createRouter, useRouter, type Router, type RouterDeps } from './router'
