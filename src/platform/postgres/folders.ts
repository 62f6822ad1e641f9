import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { EmbeddedRefusal, systemCode } from './errors.ts'

/** Where everything of the embedded database lies: one folder `postgres` inside the data folder. */
export type Layout = {
  readonly dataDir: string
  /** `DATA_DIR/postgres`, with symbolic links resolved. */
  readonly home: string
  readonly lock: string
  readonly passwords: string
  readonly port: string
  readonly log: string
  /** Where the database moved if an unprivileged account could not reach `home`. */
  readonly movedTo: string
}

export type Passwords = { readonly owner: string; readonly superuser: string }

const currentUser = (): number => process.getuid?.() ?? -1

/** Makes the folder if needed and refuses one that this user can't write or that is somebody else's. */
export const prepareFolder = (dataDir: string): Layout => {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    const real = realpathSync(dataDir)
    const home = join(real, 'postgres')
    mkdirSync(home, { recursive: true, mode: 0o700 })
    const owner = statSync(home).uid
    const self = currentUser()
    if (self > 0 && owner !== self)
      throw new EmbeddedRefusal('FOLDER_OF_ANOTHER', { folder: home, owner, self })
    const probe = join(home, `.write-${process.pid}`)
    writeFileSync(probe, 'x')
    rmSync(probe)
    return {
      dataDir: real,
      home,
      lock: join(home, 'lock'),
      passwords: join(home, 'passwords.json'),
      port: join(home, 'port'),
      log: join(home, 'server.log'),
      movedTo: join(home, 'moved-to'),
    }
  } catch (error) {
    if (error instanceof EmbeddedRefusal) throw error
    if (systemCode(error) === 'ENOSPC') throw diskFull(dataDir, startNeedsMb)
    const detail = error instanceof Error ? error.message : String(error)
    throw new EmbeddedRefusal('FOLDER_FORBIDDEN', { folder: dataDir, detail })
  }
}

/** Writes a file so that a kill leaves the old one or the new one, never half of one. */
export const writeWhole = (file: string, text: string): void => {
  const fresh = `${file}.${randomBytes(4).toString('hex')}`
  const handle = openSync(fresh, 'wx', 0o600)
  try {
    writeFileSync(handle, text)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(fresh, file)
  syncFolder(dirname(file))
}

/** A rename is on disk only when its folder is. */
export const syncFolder = (folder: string): void => {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

const readText = (file: string): string | null => {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return null
  }
}

/** The data directory of the server: inside `home` unless it had to move. */
export const clusterFolder = (layout: Layout): string =>
  readText(layout.movedTo) || join(layout.home, 'cluster')

export const readPasswords = (layout: Layout): Passwords | null => {
  try {
    const found = JSON.parse(readFileSync(layout.passwords, 'utf8')) as Partial<Passwords>
    return found.owner && found.superuser ? { owner: found.owner, superuser: found.superuser } : null
  } catch {
    return null
  }
}

/** New passwords of 192 bits, readable by this user alone, written before any server knows them. */
export const makePasswords = (layout: Layout): Passwords => {
  const fresh = {
    owner: randomBytes(24).toString('base64url'),
    superuser: randomBytes(24).toString('base64url'),
  }
  writeWhole(layout.passwords, `${JSON.stringify(fresh)}\n`)
  return fresh
}

export const readPort = (layout: Layout): number | null => {
  const port = Number(readText(layout.port))
  return Number.isInteger(port) && port > 1023 && port < 65_536 ? port : null
}

export const writePort = (layout: Layout, port: number): void => {
  if (readPort(layout) !== port) writeWhole(layout.port, `${port}\n`)
}

// A new cluster takes 39 MB and two log segments; a start needs a segment and room for the next.
export const initialiseNeedsMb = 160
export const startNeedsMb = 48

export const freeMb = (folder: string): number => {
  let present = folder
  while (!existsSync(present)) present = dirname(present)
  const { bavail, bsize } = statfsSync(present)
  return Math.floor((bavail * bsize) / 1_048_576)
}

export const diskFull = (folder: string, neededMb: number): EmbeddedRefusal => {
  let free = 0
  try {
    free = freeMb(folder)
  } catch {
    // The figure is a courtesy; the refusal stands without it.
  }
  return new EmbeddedRefusal('DISK_FULL', { folder, freeMb: free, neededMb })
}

export const refuseFullDisk = (folder: string, neededMb: number): void => {
  if (freeMb(folder) < neededMb) throw diskFull(folder, neededMb)
}

const logKeptMb = 10

/** Keeps three older logs: the server's log is turned over at a start once it is past 10 MB. */
export const turnLogOver = (layout: Layout): void => {
  if (!existsSync(layout.log) || statSync(layout.log).size < logKeptMb * 1_048_576) return
  for (const step of [2, 1, 0]) {
    const from = step === 0 ? layout.log : `${layout.log}.${step}`
    if (existsSync(from)) renameSync(from, `${layout.log}.${step + 1}`)
  }
}
