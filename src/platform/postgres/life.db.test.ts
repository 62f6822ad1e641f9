import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { prepareFolder, turnLogOver } from './folders.ts'
import type { Project } from './harness.ts'
import { clearAway, eventually, makeProject, query, temporaryFolder } from './harness.ts'
import { joinEmbedded } from './index.ts'
import { processesInside, processState, sleep } from './processes.ts'

describe('the life of an embedded database', () => {
  let project: Project
  beforeAll(async () => {
    project = await makeProject(join(temporaryFolder(), 'project'))
  })
  afterAll(clearAway)
  const dataFolder = (): string => join(temporaryFolder(), 'data')

  it('is created, ended in order, and started again at the same address', async () => {
    const data = dataFolder()
    const first = project.start(data)
    const { how, url } = await first.wait('up')
    expect(how).toBe('initialised')
    await query(url, 'create table kept (id int)')
    await query(url, 'insert into kept values (1)')
    await first.stop()
    const second = project.start(data)
    const again = await second.wait('up')
    expect(again.how).toBe('started')
    expect(again.url).toBe(url)
    expect(await query(url, 'select * from kept')).toEqual([{ id: 1 }])
    expect(second.warnings()).toEqual([])
    await second.stop()
    expect(processesInside(join(data, 'postgres', 'cluster'))).toEqual([])
  })

  it('is safe: durable, checksummed, on loopback with a password, its files closed to others', async () => {
    const data = dataFolder()
    const running = project.start(data)
    const { url } = await running.wait('up')
    const address = new URL(url)
    expect(address.hostname).toBe('127.0.0.1')
    expect(address.pathname).toBe('/changping')
    expect(address.port).not.toBe('5432')
    const rows = await query<{ name: string; setting: string }>(
      url,
      `select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes',
       'data_checksums', 'listen_addresses', 'unix_socket_directories', 'jit', 'max_connections',
       'server_encoding', 'TimeZone')`,
    )
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      data_checksums: 'on',
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      jit: 'off',
      max_connections: '60',
      server_encoding: 'UTF8',
      TimeZone: 'UTC',
    })
    expect(await query(url, 'select rolsuper from pg_roles where rolname = current_user')).toEqual([
      { rolsuper: false },
    ])
    await expect(query(url.replace(address.password, 'wrong'), 'select 1')).rejects.toThrow(/password/)
    await expect(query(url, 'alter system set fsync = off')).rejects.toThrow(/permission denied/)
    for (const file of ['passwords.json', 'server.log', 'port', 'lock']) {
      expect(statSync(join(data, 'postgres', file)).mode & 0o077).toBe(0)
    }
    expect(readFileSync(join(data, 'postgres', 'server.log'), 'utf8')).not.toContain(address.password)
    await running.stop()
  })

  it('lets its owner make roles, work as them, and make databases, as the migrations do', async () => {
    const running = project.start(dataFolder())
    const { url } = await running.wait('up')
    await query(
      url,
      `create role app nologin; create schema shop authorization app; set role app;
       create table shop.goods (id int); reset role; create extension pg_trgm; drop schema shop cascade`,
    )
    await query(url, 'create database another')
    expect(await query(url.replace(/changping$/, 'another'), 'select 1 as one')).toEqual([{ one: 1 }])
    await running.stop()
  })

  it('is adopted when Node was killed: same process, same address, nothing interrupted', async () => {
    const data = dataFolder()
    const first = project.start(data)
    const before = await first.wait('up')
    await query(before.url, 'create table kept (id int)')
    await first.kill()
    expect(processState(before.pid)).toBe('running')
    const second = project.start(data)
    const after = await second.wait('up')
    expect(after).toEqual({ ...before, how: 'adopted' })
    expect(await query(after.url, 'select count(*)::int as rows from kept')).toEqual([{ rows: 0 }])
    await second.stop()
    expect(processState(before.pid)).not.toBe('running')
  })

  it.each(['started', 'adopted'])('starts again at the same address when it is killed (%s)', async (how) => {
    const data = dataFolder()
    const first = project.start(data)
    const { url } = await first.wait('up')
    await query(url, 'create table kept (id int)')
    let running = first
    if (how === 'adopted') {
      await first.kill()
      running = project.start(data)
    }
    const { pid } = await running.wait('up')
    await query(url, 'insert into kept select generate_series(1, 1000)')
    process.kill(pid, 'SIGKILL')
    const killedAt = performance.now()
    expect((await running.wait('death')).pid).toBe(pid)
    await eventually(async () => (await query(url, 'select 1')).length === 1, 10)
    expect(performance.now() - killedAt).toBeLessThan(8_000)
    expect(await query(url, 'select count(*)::int as rows from kept')).toEqual([{ rows: 1000 }])
    await running.stop()
    expect(processesInside(join(data, 'postgres', 'cluster'))).toEqual([])
  })

  it('starts again although a query of the killed server is still at work', async () => {
    const data = dataFolder()
    const running = project.start(data)
    const { url, pid } = await running.wait('up')
    const busy = query(url, `do $$ begin for i in 1..2000000000 loop perform i; end loop; end $$`).catch(
      () => 'lost',
    )
    await sleep(300)
    process.kill(pid, 'SIGKILL')
    await running.wait('death')
    await eventually(async () => (await query(url, 'select 1')).length === 1, 20)
    expect(await busy).toBe('lost')
    await running.stop()
  })

  it('loses no acknowledged row when server and Node are killed again and again', async () => {
    const data = dataFolder()
    let acknowledged = 0
    let made = false
    for (let round = 0; round < 4; round += 1) {
      const running = project.start(data)
      const { url, pid } = await running.wait('up')
      if (!made) await query(url, 'create table kept (id int primary key)')
      made = true
      expect(
        (await query<{ rows: number }>(url, 'select count(*)::int as rows from kept'))[0]?.rows,
      ).toBeGreaterThanOrEqual(acknowledged)
      const highest = await query<{ id: number }>(url, 'select coalesce(max(id), 0) as id from kept')
      let next = highest[0]?.id ?? 0
      const until = performance.now() + 700
      const kills = sleep(500).then(async () => {
        if (round % 2 === 0) process.kill(pid, 'SIGKILL')
        await running.kill()
        if (round % 2 === 1) process.kill(pid, 'SIGKILL')
      })
      while (performance.now() < until) {
        next += 1
        try {
          await query(url, `insert into kept values (${next})`)
          acknowledged += 1
        } catch {
          await sleep(20)
        }
      }
      await kills
    }
    expect(acknowledged).toBeGreaterThan(20)
    const last = project.start(data)
    const { url } = await last.wait('up')
    const [counted] = await query<{ rows: number }>(url, 'select count(*)::int as rows from kept')
    expect(counted?.rows).toBeGreaterThanOrEqual(acknowledged)
    await last.stop()
  })

  it('stops although the server is dead already, and although it sleeps', async () => {
    const data = dataFolder()
    const first = project.start(data)
    const one = await first.wait('up')
    await first.kill()
    const second = project.start(data)
    await second.wait('up')
    process.kill(one.pid, 'SIGKILL')
    await second.stop()
    const third = project.start(data)
    const { pid } = await third.wait('up')
    process.kill(pid, 'SIGSTOP')
    await third.stop()
    expect(processState(pid)).not.toBe('running')
  })

  it('is joined by a command that works beside it, and only while somebody keeps it running', async () => {
    const data = dataFolder()
    expect(await joinEmbedded(data)).toBeNull()
    expect(existsSync(data)).toBe(false)
    const running = project.start(data)
    const [joined, up] = await Promise.all([
      eventually(() => existsSync(join(data, 'postgres', 'lock'))).then(() => joinEmbedded(data)),
      running.wait('up'),
    ])
    expect(joined).toMatchObject({ url: up.url, pid: running.pid })
    expect((await joinEmbedded(data))?.where).toBe('http://127.0.0.1:8080')
    await running.kill()
    expect(await joinEmbedded(data)).toBeNull()
    const again = project.start(data)
    await again.wait('up')
    await again.stop()
    expect(await joinEmbedded(data)).toBeNull()
  })

  it('turns its log over at a start once it is past 10 MB, and keeps three', () => {
    const layout = prepareFolder(dataFolder())
    for (const mark of ['1', '2', '3', '4', '5']) {
      writeFileSync(layout.log, mark.repeat(10 * 1_048_576))
      turnLogOver(layout)
    }
    expect([1, 2, 3].map((number) => readFileSync(`${layout.log}.${number}`, 'utf8')[0])).toEqual([
      '5',
      '4',
      '3',
    ])
    expect(() => statSync(`${layout.log}.4`)).toThrow()
    writeFileSync(layout.log, 'small')
    turnLogOver(layout)
    expect(readFileSync(layout.log, 'utf8')).toBe('small')
  })
})
