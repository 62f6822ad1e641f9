import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export type Config = {
  readonly port: number
  readonly host: string
  readonly dataDir: string
  readonly databaseUrl: string | null
  readonly logLevel: string
  /** The folder that holds package.json, whether we run from source or from the build. */
  readonly root: string
}

/** The project's own folder: the nearest one upward with a package.json. */
export const projectRoot = (): string => {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder)
    if (parent === folder) throw new Error('the project folder was not found')
    folder = parent
  }
  return folder
}

/** Reads PORT (8080), DATA_DIR (./data), DATABASE_URL (none: the embedded server), LOG_LEVEL (warn). */
export const readConfig = (environment: NodeJS.ProcessEnv): Config => {
  const port = Number(environment.PORT ?? '8080')
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`PORT is not a port: ${environment.PORT}`)
  const root = projectRoot()
  const dataDir = resolve(root, environment.DATA_DIR ?? 'data')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  return {
    port,
    host: '127.0.0.1',
    dataDir,
    databaseUrl: environment.DATABASE_URL?.trim() || null,
    logLevel: environment.LOG_LEVEL ?? 'warn',
    root,
  }
}
