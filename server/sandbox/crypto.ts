/** The hashing that the model is given. Parameters are those of a demonstration, not of a bank. */
import { createHash, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto'
import type { PasswordHasher } from './world/core'

const SCRYPT = { N: 512, r: 8, p: 1 }
const KEY_BYTES = 32
const SALT_BYTES = 16

export function createPasswordHasher(): PasswordHasher {
  return {
    digest: (plain) => createHash('sha256').update(plain, 'utf8').digest('hex'),
    hash(digest) {
      const salt = randomBytes(SALT_BYTES)
      return `${salt.toString('base64')}.${derive(digest, salt).toString('base64')}`
    },
    verify(digest, hash) {
      const [salt = '', key = ''] = hash.split('.')
      const wanted = Buffer.from(key, 'base64')
      const found = derive(digest, Buffer.from(salt, 'base64'))
      return wanted.length === found.length && timingSafeEqual(wanted, found)
    },
  }
}

/** base64(sha256(token)), the form in which tokens are kept (rocketchat.md §2.2). */
export function hashToken(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('base64')
}

function derive(digest: string, salt: Buffer): Buffer {
  return scryptSync(digest, salt, KEY_BYTES, SCRYPT)
}
