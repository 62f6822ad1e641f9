import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { majorVersion } from './binaries.ts'
import type { Project } from './harness.ts'
import { clearAway, eventually, makeProject, query, reasons, temporaryFolder, titled } from './harness.ts'
import { memoryMb, settingWords, sharedBuffersMb } from './settings.ts'

const listenOn = (port: number): Promise<() => Promise<void>> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(() => new Promise((done) => server.close(() => done()))))
  })

describe('what it finds in its way', () => {
  let project: Project
  beforeAll(async () => {
    project = await makeProject(join(temporaryFolder(), 'project'))
  })
  afterAll(clearAway)
  const dataFolder = (): string => join(temporaryFolder(), 'data')

  it.each(['with spaces', '数据文件夹', 'quote \' and "', '-D', '$HOME;x', 'a%20b'])(
    'a data folder named %s',
    async (name) => {
      const data = join(temporaryFolder(), name)
      for (const how of ['initialised', 'adopted', 'started']) {
        const running = project.start(data)
        expect((await running.wait('up')).how).toBe(how)
        if (how === 'initialised') await running.kill()
        else await running.stop()
      }
    },
  )

  it('a data folder behind a symbolic link, which is the same database by either name', async () => {
    const folder = temporaryFolder()
    const link = join(folder, 'link')
    mkdirSync(join(folder, 'real'))
    symlinkSync(join(folder, 'real'), link)
    const first = project.start(link)
    const { pid } = await first.wait('up')
    expect((await project.start(join(folder, 'real')).wait('refused')).code).toBe('ALREADY_RUNNING')
    await first.kill()
    const second = project.start(join(folder, 'real'))
    expect(await second.wait('up')).toMatchObject({ how: 'adopted', pid })
    await second.stop()
  })

  it('a port that another program took: it takes a free one and remembers it', async () => {
    const data = dataFolder()
    const first = project.start(data)
    const before = await first.wait('up')
    await first.stop()
    const release = await listenOn(Number(new URL(before.url).port))
    const second = project.start(data)
    const after = await second.wait('up')
    expect(new URL(after.url).port).not.toBe(new URL(before.url).port)
    expect(second.warnings().join()).toContain(new URL(before.url).port)
    await second.stop()
    await release()
    const third = project.start(data)
    expect((await third.wait('up')).url).toBe(after.url)
    await third.stop()
  })

  it('a wish for a port is granted if it is free', async () => {
    const wanted = 19_000 + (process.pid % 900)
    const running = project.start(dataFolder(), { port: wanted })
    expect(new URL((await running.wait('up')).url).port).toBe(String(wanted))
    await running.stop()
  })

  it.skipIf(reasons.mounts)(titled('a disk too full to create a database', reasons.mounts), async () => {
    const folder = temporaryFolder()
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=100m', 'none', folder])
    const refusal = await project.start(join(folder, 'data')).wait('refused')
    expect(refusal.code).toBe('DISK_FULL')
    expect(Number(refusal.data.freeMb)).toBeLessThan(101)
    expect(refusal.en).toContain('MB')
  })

  it.skipIf(reasons.mounts)(
    titled(
      'a disk that fills while it runs: refused, mended, and every acknowledged row is there',
      reasons.mounts,
    ),
    async () => {
      const folder = temporaryFolder()
      spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=300m', 'none', folder])
      const data = join(folder, 'data')
      const filler = join(folder, 'filler')
      const first = project.start(data)
      const { url } = await first.wait('up')
      await query(url, 'create table kept (id serial, body text)')
      spawnSync('sh', ['-c', 'cat /dev/zero >"$1" 2>/dev/null', 'sh', filler])
      let acknowledged = 0
      for (let round = 0; round < 200; round += 1) {
        try {
          await query(
            url,
            `insert into kept (body) select repeat(md5(random()::text), 300) from generate_series(1, 100)`,
          )
          acknowledged += 100
        } catch {
          break
        }
      }
      expect(acknowledged).toBeLessThan(20_000)
      await first.stop()
      expect((await project.start(data).wait('refused')).code).toBe('DISK_FULL')
      rmSync(filler)
      const second = project.start(data)
      const up = await second.wait('up')
      const [counted] = await query<{ rows: number }>(up.url, 'select count(*)::int as rows from kept')
      expect(counted?.rows).toBeGreaterThanOrEqual(acknowledged)
      await query(up.url, `insert into kept (body) values ('again')`)
      await second.stop()
    },
  )

  it('data of another version, a damaged data directory, and a missing package', async () => {
    const data = dataFolder()
    const first = project.start(data)
    await first.wait('up')
    await first.stop()
    const versionFile = join(data, 'postgres', 'cluster', 'PG_VERSION')
    writeFileSync(versionFile, '17\n')
    const other = await project.start(data).wait('refused')
    expect(other.code).toBe('OTHER_VERSION')
    expect(other.data).toMatchObject({
      found: '17',
      needed: majorVersion({ native: '', version: '18.4.0-beta.17' }),
    })
    rmSync(versionFile)
    expect((await project.start(data).wait('refused')).code).toBe('CLUSTER_DAMAGED')
    expect(existsSync(join(data, 'postgres', 'cluster', 'base'))).toBe(true)
    writeFileSync(versionFile, '18\n')
    rmSync(join(data, 'postgres', 'cluster', 'global', 'pg_control'))
    const broken = await project.start(data).wait('refused')
    expect(broken.code).toBe('START_FAILED')
    expect(broken.en).toMatch(/pg_control|database files/)

    const bare = await makeProject(join(temporaryFolder(), 'project'), true)
    const missing = await bare.start(join(bare.folder, 'data')).wait('refused')
    expect(missing.code).toBe('BINARIES_MISSING')
    expect(missing.zh).toContain('npm ci')
  })

  it('programs that do not run', async () => {
    const broken = await makeProject(join(temporaryFolder(), 'project'))
    for (const name of ['postgres', 'initdb']) writeFileSync(join(broken.native, 'bin', name), 'no program\n')
    const refusal = await broken.start(join(broken.folder, 'data')).wait('refused')
    expect(refusal.code).toBe('BINARIES_UNUSABLE')
  })

  it('a refused start leaves the folder free for the next', async () => {
    const data = dataFolder()
    mkdirSync(join(data, 'postgres', 'cluster'), { recursive: true })
    writeFileSync(join(data, 'postgres', 'cluster', 'stray'), '')
    expect((await project.start(data).wait('refused')).code).toBe('CLUSTER_DAMAGED')
    rmSync(join(data, 'postgres', 'cluster', 'stray'))
    const running = project.start(data)
    expect((await running.wait('up')).how).toBe('initialised')
    await running.stop()
  })

  it.skipIf(reasons.namespaces)(
    titled('memory too short for the usual share: it starts with less and says so', reasons.namespaces),
    async () => {
      const data = dataFolder()
      const first = project.start(data)
      await first.wait('up')
      await first.stop()
      // Root's server starts through `unshare`: one that first limits the memory stands in front of it.
      const folder = temporaryFolder()
      const front = join(folder, 'unshare')
      const real = spawnSync('which', ['unshare'], { encoding: 'utf8' }).stdout.trim()
      writeFileSync(front, `#!/bin/sh\nulimit -v 330000\nexec ${real} "$@"\n`)
      chmodSync(front, 0o755)
      const running = project.start(data, { environment: { PATH: `${folder}:${process.env.PATH}` } })
      const { url } = await running.wait('up')
      expect(running.warnings().join()).toContain('memory is short')
      const [shown] = await query<{ mb: number }>(
        url,
        `select setting::int / 128 as mb from pg_settings where name = 'shared_buffers'`,
      )
      expect(shown?.mb).toBeLessThan(sharedBuffersMb(memoryMb()))
      await running.stop()
    },
  )

  it('a database that was copied to another folder runs there', async () => {
    const folder = temporaryFolder()
    const first = project.start(join(folder, 'one'))
    const { url } = await first.wait('up')
    await query(url, 'create table kept (id int)')
    await first.stop()
    cpSync(join(folder, 'one'), join(folder, 'two'), { recursive: true })
    const both = [project.start(join(folder, 'one')), project.start(join(folder, 'two'))]
    const urls = await Promise.all(both.map(async (each) => (await each.wait('up')).url))
    expect(new Set(urls).size).toBe(2)
    for (const each of urls)
      expect(await query(each, 'select count(*)::int as rows from kept')).toEqual([{ rows: 0 }])
    await Promise.all(both.map((each) => each.stop()))
  })

  it('survives its log being removed, and writes where a person looks', async () => {
    const data = dataFolder()
    const first = project.start(data)
    await first.wait('up')
    await first.stop()
    const logFile = join(data, 'postgres', 'server.log')
    rmSync(logFile)
    const second = project.start(data)
    await second.wait('up')
    await eventually(() => readFileSync(logFile, 'utf8').includes('ready to accept connections'))
    expect(statSync(logFile).mode & 0o077).toBe(0)
    await second.stop()
  })
})

describe('the settings', () => {
  const base = { port: 1, sharedBuffersMb: 256, memoryMb: 8_000, freeDiskMb: 100_000, lz4: true }

  it('shrink with the memory and the disk', () => {
    expect([300, 1_000, 2_000, 4_000, 64_000].map(sharedBuffersMb)).toEqual([32, 64, 128, 256, 256])
    expect(settingWords(base)).toContain('max_wal_size=4GB')
    expect(settingWords({ ...base, freeDiskMb: 5_000 })).toContain('max_wal_size=512MB')
    expect(settingWords({ ...base, memoryMb: 512 })).toContain('work_mem=4MB')
  })

  it('never trade durability', () => {
    for (const facts of [base, { ...base, memoryMb: 100, freeDiskMb: 100, lz4: false }]) {
      for (const word of ['fsync=on', 'full_page_writes=on', 'synchronous_commit=on']) {
        expect(settingWords(facts)).toContain(word)
      }
    }
  })
})
