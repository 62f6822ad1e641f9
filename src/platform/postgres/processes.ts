import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** `zombie` is dead, but its parent has not collected it: the number is still taken. */
export type ProcessState = 'running' | 'zombie' | 'gone'

const linux = process.platform === 'linux'

const readProc = (pid: number, name: string): string | null => {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return null
  }
}

// The command's name stands in brackets and may hold spaces and brackets itself: count from the last one.
const statFields = (pid: number): readonly string[] | null => {
  const text = readProc(pid, 'stat')
  return text === null ? null : text.slice(text.lastIndexOf(')') + 2).split(' ')
}

const ps = (pid: number, column: string): string | null => {
  try {
    return execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).trim() || null
  } catch {
    return null
  }
}

/** Whether a process lives. */
export const processState = (pid: number): ProcessState => {
  if (!Number.isSafeInteger(pid) || pid <= 0) return 'gone'
  const state = linux ? (statFields(pid)?.[0] ?? null) : ps(pid, 'stat')
  if (state === null) return 'gone'
  return state.startsWith('Z') || state.startsWith('X') ? 'zombie' : 'running'
}

/** A mark that tells a process from a later one with the same number: this boot and its start time. */
export const processMark = (pid: number): string | null => {
  if (!linux) return ps(pid, 'lstart')
  const ticks = statFields(pid)?.[19]
  if (ticks === undefined) return null
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  return `${boot}/${ticks}`
}

/** Whether a living process is a postmaster that was started on exactly this data directory. */
export const isPostmasterOf = (pid: number, cluster: string): boolean => {
  if (processState(pid) !== 'running') return false
  if (!linux) return (ps(pid, 'command') ?? '').includes(` -D ${cluster} `)
  const words = (readProc(pid, 'cmdline') ?? '').split('\0')
  const at = words.indexOf('-D')
  return at > 0 && words[at + 1] === cluster && (words[0] ?? '').endsWith('postgres')
}

/** Server processes that work inside a data directory; Linux only, elsewhere none are seen. */
export const processesInside = (cluster: string): readonly number[] => {
  if (!linux) return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const name = readProc(pid, 'cmdline') ?? ''
        return readlinkSync(`/proc/${pid}/cwd`) === cluster && name.includes('postgres')
      } catch {
        return false
      }
    })
}

/** Sends a signal; a process that is gone already is no error. */
export const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch {
    // Gone, or not ours to signal: the caller watches whether it ends.
  }
}

export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })

/** Waits until a process is gone or a zombie; false when the time is over. */
export const waitForEnd = async (pid: number, milliseconds: number): Promise<boolean> => {
  const end = performance.now() + milliseconds
  while (processState(pid) === 'running') {
    if (performance.now() > end) return false
    await sleep(20)
  }
  return true
}
