export * from './frames'
export * from './handshake'
export * from './names'
