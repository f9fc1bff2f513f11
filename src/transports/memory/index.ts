export { createMemoryTransport, type MemoryLine, type MemoryTransport } from './memoryTransport'
export { createMemoryWorld, type MemoryWorld } from './memoryWorld'
