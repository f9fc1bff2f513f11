export { formatAddress, parseAddress } from './address'
export { createRouter, useRouter } from './router'
