import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hash, verify } from '@node-rs/argon2'
import type { Random } from './clock.ts'

/**
 * Seals personal texts with AES-256-GCM under a key that lies in a file beside the data and never in the
 * database: a stolen dump tells nobody's name or telephone.
 */
export type Vault = {
  seal(text: string): Buffer
  open(sealed: Uint8Array): string
  /** A keyed hash, for finding equal values without opening them. */
  fingerprint(text: string): Buffer
}

const version = 1

export const makeVault = (key: Uint8Array): Vault => ({
  seal: (text) => {
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([Buffer.from([version]), nonce, cipher.getAuthTag(), body])
  },
  open: (sealed) => {
    const bytes = Buffer.from(sealed)
    if (bytes[0] !== version) throw new Error('sealed under an unknown version')
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 13))
    decipher.setAuthTag(bytes.subarray(13, 29))
    return Buffer.concat([decipher.update(bytes.subarray(29)), decipher.final()]).toString('utf8')
  },
  fingerprint: (text) => createHmac('sha256', key).update(text).digest(),
})

/** Reads the key file of a data folder, or makes it at the first start (0600). */
export const openVault = (dataDir: string): Vault => {
  const file = join(dataDir, 'personal-data.key')
  if (!existsSync(file)) {
    writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' })
    chmodSync(file, 0o600)
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64')
  if (key.length !== 32) throw new Error(`${file} does not hold a key of 32 bytes`)
  return makeVault(key)
}

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Upper-case letters and digits that nobody confuses when reading aloud: five bits each. */
export const randomCode = (random: Random, length: number): string =>
  Array.from(random.bytes(length), (byte) => alphabet[byte % 32]).join('')

/** 130 bits: enough that guessing never succeeds. */
export const newToken = (random: Random): string => randomCode(random, 26)

export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest()

export const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()

export const equalBytes = (left: Uint8Array, right: Uint8Array): boolean =>
  left.length === right.length && timingSafeEqual(left, right)

// OWASP's floor for argon2id: 19 MiB, two rounds.
const argon = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

export const hashPassword = (password: string): Promise<string> => hash(password, argon)
export const verifyPassword = (stored: string, password: string): Promise<boolean> => verify(stored, password)

/** Whether a password was hashed under other terms than those of today. */
export const isHashStale = (stored: string): boolean =>
  !stored.startsWith(`$argon2id$v=19$m=${argon.memoryCost},t=${argon.timeCost},p=${argon.parallelism}$`)
