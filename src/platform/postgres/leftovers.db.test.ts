import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Project } from './harness.ts'
import { clearAway, eventually, makeProject, query, reasons, temporaryFolder, titled } from './harness.ts'
import { processState, signal } from './processes.ts'

describe('what a kill leaves behind', () => {
  let project: Project
  beforeAll(async () => {
    project = await makeProject(join(temporaryFolder(), 'project'))
  })
  afterAll(clearAway)
  const dataFolder = (): string => join(temporaryFolder(), 'data')

  // A database that was ended in order, with the process file that it had while it ran, number changed.
  const stoppedWithProcessFile = async (pid: number): Promise<string> => {
    const data = dataFolder()
    const running = project.start(data)
    await running.wait('up')
    const file = join(data, 'postgres', 'cluster', 'postmaster.pid')
    const text = readFileSync(file, 'utf8')
    await running.stop()
    writeFileSync(file, text.replace(/^\d+/, String(pid)), { mode: 0o600 })
    return data
  }

  const startsOn = async (data: string): Promise<void> => {
    const running = project.start(data)
    expect((await running.wait('up')).how).toBe('started')
    await running.stop()
  }

  it.skipIf(reasons.linux)(titled('a zombie that nobody collects', reasons.linux), async () => {
    // The shell becomes `sleep`, which never collects the child that the shell had.
    const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const zombie = await new Promise<number>((resolve) => {
      parent.stdout.once('data', (text: Buffer) => resolve(Number(text.toString('utf8'))))
    })
    await eventually(() => processState(zombie) === 'zombie')
    await startsOn(await stoppedWithProcessFile(zombie))
    expect(processState(zombie)).toBe('zombie')
    parent.kill()
  })

  it('a process number that another program has now, which is left alone', async () => {
    const other = spawn('sleep', ['60'], { stdio: 'ignore' })
    await startsOn(await stoppedWithProcessFile(other.pid ?? 0))
    expect(processState(other.pid ?? 0)).toBe('running')
    other.kill()
  })

  it('a process number of our own, and one of nobody', async () => {
    await startsOn(await stoppedWithProcessFile(process.pid))
    await startsOn(await stoppedWithProcessFile(4_000_000))
  })

  it('a process file that was cut short', async () => {
    const data = await stoppedWithProcessFile(1)
    writeFileSync(join(data, 'postgres', 'cluster', 'postmaster.pid'), '')
    await startsOn(data)
  })

  it('a lock of a dead process, of a reused number, and one that can not be read', async () => {
    const data = dataFolder()
    mkdirSync(join(data, 'postgres'), { recursive: true })
    const lock = join(data, 'postgres', 'lock')
    const first = project.start(data)
    await first.wait('up')
    const text = readFileSync(lock, 'utf8')
    await first.stop()
    expect(existsSync(lock)).toBe(false)
    const held = JSON.parse(text) as Record<string, unknown>
    const leftovers = [text, JSON.stringify({ ...held, pid: process.pid }), '', 'not json']
    for (const leftover of leftovers) {
      writeFileSync(lock, leftover)
      await startsOn(data)
    }
  })

  it('a second start says who runs and where, and the first is not disturbed', async () => {
    const data = dataFolder()
    const first = project.start(data)
    const { url } = await first.wait('up')
    const second = project.start(data)
    const refusal = await second.wait('refused')
    expect(refusal.code).toBe('ALREADY_RUNNING')
    for (const sentence of [refusal.zh, refusal.en]) {
      expect(sentence).toContain(String(first.pid))
      expect(sentence).toContain('http://127.0.0.1:8080')
      expect(sentence).toContain(data)
    }
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
    await first.stop()
  })

  it.skipIf(reasons.mounts)(
    titled('a start in another container holds the folder while it beats, and no longer', reasons.mounts),
    async () => {
      const data = dataFolder()
      // Process numbers of another space mean nothing here: only the lock's beat tells that it lives.
      const before = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc', '--']
      const inside = project.start(data, { before })
      await inside.wait('up')
      const refusal = await project.start(data).wait('refused', 40)
      expect(refusal.code).toBe('ALREADY_RUNNING')
      await inside.kill()
      const outside = project.start(data)
      expect((await outside.wait('up', 40)).how).toBe('started')
      await outside.stop()
    },
  )

  it.each(['an empty folder', 'the lock of a dead one'])(
    'of six starts at once on %s exactly one runs',
    async (on) => {
      const data = dataFolder()
      if (on !== 'an empty folder') {
        const dead = project.start(data)
        await dead.wait('up')
        await dead.kill()
      }
      const starts = Array.from({ length: 6 }, () => project.start(data))
      const outcomes = await Promise.all(
        starts.map((start) =>
          start.wait('up').then(
            () => 'up',
            () => start.wait('refused').then(({ code }) => code),
          ),
        ),
      )
      expect(outcomes.toSorted()).toEqual([...Array.from({ length: 5 }, () => 'ALREADY_RUNNING'), 'up'])
      await starts[outcomes.indexOf('up')]?.stop()
    },
  )

  it.each([0, 150, 350, 550])(
    'a creation killed %i ms after it began is begun afresh',
    async (milliseconds) => {
      const data = dataFolder()
      const home = join(data, 'postgres')
      const first = project.start(data)
      const begun = (): readonly string[] =>
        existsSync(home) ? readdirSync(home).filter((name) => name.startsWith('initialising-')) : []
      await eventually(() => begun().length > 0)
      await new Promise((resolve) => setTimeout(resolve, milliseconds))
      await first.kill()
      const second = project.start(data)
      const { how, url } = await second.wait('up')
      // The kill may have come too late to hurt; what stands then is whole.
      expect(['initialised', 'started', 'adopted']).toContain(how)
      await query(url, 'create table kept (id int)')
      await second.stop()
      await startsOn(data)
      expect(begun()).toEqual([])
    },
  )

  it.each(['stopped', 'orphaned'])(
    'a lost password file of a database that is %s gives new passwords',
    async (state) => {
      const data = dataFolder()
      const first = project.start(data)
      const before = await first.wait('up')
      await query(before.url, 'create table kept (id int)')
      if (state === 'stopped') await first.stop()
      else await first.kill()
      rmSync(join(data, 'postgres', 'passwords.json'))
      const second = project.start(data)
      const after = await second.wait('up')
      expect(after.url).not.toBe(before.url)
      expect(await query(after.url, 'select count(*)::int as rows from kept')).toEqual([{ rows: 0 }])
      await expect(query(before.url, 'select 1')).rejects.toThrow()
      await second.stop()
    },
  )

  it.each(['stopped', 'orphaned'])(
    'a password file that does not fit a database that is %s',
    async (state) => {
      const data = dataFolder()
      const first = project.start(data)
      const before = await first.wait('up')
      if (state === 'stopped') await first.stop()
      else await first.kill()
      const file = join(data, 'postgres', 'passwords.json')
      writeFileSync(file, JSON.stringify({ owner: 'restored-from-elsewhere', superuser: 'another' }))
      const second = project.start(data)
      const after = await second.wait('up')
      expect(new URL(after.url).password).toBe('restored-from-elsewhere')
      expect(await query(after.url, 'select 1 as one')).toEqual([{ one: 1 }])
      await expect(query(before.url, 'select 1')).rejects.toThrow()
      await second.stop()
    },
  )

  it('an orphan that does not answer is ended and the database started anew', async () => {
    const data = dataFolder()
    const first = project.start(data)
    const { pid } = await first.wait('up')
    await first.kill()
    signal(pid, 'SIGSTOP')
    const second = project.start(data)
    const again = await second.wait('up', 60)
    expect(again.how).toBe('started')
    expect(again.pid).not.toBe(pid)
    await second.stop()
  })
})
