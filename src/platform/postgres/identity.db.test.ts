import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Project } from './harness.ts'
import {
  asUser,
  clearAway,
  makeProject,
  query,
  reasons,
  temporaryFolder,
  titled,
  withoutNamespaces,
} from './harness.ts'
import { serviceAccounts } from './identity.ts'

const nobody = 65_534
const stranger = 54_321

// The user number of a process as the machine sees it, outside any namespace.
const ownerOf = (pid: number): number => {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8')
    .split('\n')
    .find((text) => text.startsWith('Uid:'))
  return Number(line?.split(/\s+/)[1])
}

const ownersInside = (folder: string): readonly number[] => {
  const owners = new Set<number>()
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    owners.add(statSync(join(folder, name)).uid)
  }
  return [...owners]
}

describe('whoever starts it, wherever', () => {
  let project: Project
  beforeAll(async () => {
    project = await makeProject(join(temporaryFolder(), 'project'))
  })
  afterAll(clearAway)

  it.skipIf(reasons.namespaces)(
    titled(
      'root in a folder that is closed to everybody else: nothing is copied or given away',
      reasons.namespaces,
    ),
    async () => {
      const closed = temporaryFolder(0o700)
      const inside = await makeProject(join(closed, 'project'))
      const data = join(inside.folder, 'data')
      for (const how of ['initialised', 'started']) {
        const running = inside.start(data)
        const up = await running.wait('up')
        expect(up.how).toBe(how)
        expect(await query(up.url, 'select 1 as one')).toEqual([{ one: 1 }])
        expect(ownersInside(join(data, 'postgres'))).toEqual([0])
        // A number other than root's inside: the server itself would refuse to be root.
        expect(
          Number(readFileSync(`/proc/${up.pid}/uid_map`, 'utf8').trim().split(/\s+/)[0]),
        ).toBeGreaterThan(0)
        expect(readdirSync(join(data, 'postgres')).filter((name) => name.startsWith('server-'))).toEqual([])
        expect(running.warnings()).toEqual([])
        await running.stop()
      }
      // What a start killed with everything leaves is usable too.
      const killed = inside.start(data)
      const { pid } = await killed.wait('up')
      await killed.kill()
      process.kill(pid, 'SIGKILL')
      const last = inside.start(data)
      expect((await last.wait('up')).how).toBe('started')
      await last.stop()
    },
  )

  it.skipIf(reasons.otherUser)(titled('an ordinary user', reasons.otherUser), async () => {
    const folder = temporaryFolder()
    chownSync(folder, nobody, nobody)
    for (const how of ['initialised', 'started']) {
      const running = project.start(join(folder, 'data'), { before: asUser(nobody) })
      const up = await running.wait('up')
      expect(up.how).toBe(how)
      expect(ownerOf(up.pid)).toBe(nobody)
      await running.stop()
    }
    expect(ownersInside(folder)).toEqual([nobody])
  })

  it.skipIf(reasons.otherUser)(
    titled(
      "root on an ordinary user's database runs it as that user, who can go on with it",
      reasons.otherUser,
    ),
    async () => {
      const folder = temporaryFolder()
      chownSync(folder, nobody, nobody)
      const data = join(folder, 'data')
      const first = project.start(data, { before: asUser(nobody) })
      const { url } = await first.wait('up')
      await query(url, 'create table kept (id int)')
      await first.stop()
      const second = project.start(data)
      const up = await second.wait('up')
      expect(ownerOf(up.pid)).toBe(nobody)
      await second.stop()
      expect(ownersInside(join(data, 'postgres', 'cluster'))).toEqual([nobody])
      const third = project.start(data, { before: asUser(nobody) })
      expect(await query((await third.wait('up')).url, 'select count(*)::int as rows from kept')).toEqual([
        { rows: 0 },
      ])
      await third.stop()
    },
  )

  it.skipIf(reasons.otherUser)(
    titled('a user without a line in /etc/passwd', reasons.otherUser ?? reasons.namespaces),
    async () => {
      const folder = temporaryFolder()
      chownSync(folder, stranger, stranger)
      for (const how of ['initialised', 'started']) {
        const running = project.start(join(folder, 'data'), { before: asUser(stranger) })
        const up = await running.wait('up')
        expect(up.how).toBe(how)
        expect(ownerOf(up.pid)).toBe(stranger)
        await running.stop()
      }
      expect(ownersInside(folder)).toEqual([stranger])
    },
  )

  it.skipIf(reasons.namespaces)(
    titled('a user without a line in /etc/passwd where namespaces are off is told so', reasons.namespaces),
    async () => {
      const folder = temporaryFolder()
      chownSync(folder, stranger, stranger)
      const before = [
        ...withoutNamespaces(join(temporaryFolder(), 'lib'), project.folder),
        ...asUser(stranger),
      ]
      const refusal = await project.start(join(folder, 'data'), { before }).wait('refused')
      expect(refusal.code).toBe('NO_ACCOUNT')
      expect(refusal.en).toContain(String(stranger))
      expect(refusal.zh).toContain('/etc/passwd')
    },
  )

  it.skipIf(reasons.namespaces)(
    titled(
      'root without namespaces in a folder that others can reach: in place, as another user',
      reasons.namespaces,
    ),
    async () => {
      const data = join(temporaryFolder(), 'data')
      const library = join(temporaryFolder(), 'lib')
      const before = withoutNamespaces(library, project.folder)
      const [service] = serviceAccounts()
      for (const how of ['initialised', 'started']) {
        const running = project.start(data, { before })
        const up = await running.wait('up')
        expect(up.how).toBe(how)
        expect(ownerOf(up.pid)).toBe(service?.uid)
        await running.stop()
      }
      expect(readdirSync(library)).toEqual([])
      expect(statSync(join(data, 'postgres', 'passwords.json')).uid).toBe(0)
      // The same data where namespaces are on again.
      const again = project.start(data)
      expect((await again.wait('up')).how).toBe('started')
      await again.stop()
    },
  )

  it.skipIf(reasons.namespaces)(
    titled(
      'root without namespaces in a closed folder: programs and data move, and it says so',
      reasons.namespaces,
    ),
    async () => {
      const inside = await makeProject(join(temporaryFolder(0o700), 'project'))
      const data = join(inside.folder, 'data')
      const first = inside.start(data)
      const { url } = await first.wait('up')
      await query(url, 'create table kept (id int)')
      await first.stop()
      const library = join(temporaryFolder(), 'lib')
      const before = withoutNamespaces(library, inside.folder)
      const [service] = serviceAccounts()
      for (const round of [1, 2]) {
        const running = inside.start(data, { before })
        const up = await running.wait('up')
        expect(up.how).toBe('started')
        expect(ownerOf(up.pid)).toBe(service?.uid)
        expect(await query(up.url, 'select count(*)::int as rows from kept')).toEqual([{ rows: 0 }])
        await running.stop()
        if (round === 1) expect(running.warnings().join('\n')).toContain('/var/lib/changping')
      }
      expect(existsSync(join(data, 'postgres', 'cluster'))).toBe(false)
      expect(readdirSync(join(library, 'changping')).some((name) => name.startsWith('server-18.'))).toBe(true)
    },
  )

  it.skipIf(reasons.otherUser)(
    titled(
      'programs without their library links, in place and where they can not be written',
      reasons.otherUser,
    ),
    async () => {
      const strip = async (): Promise<Project> => {
        const made = await makeProject(join(temporaryFolder(), 'project'))
        spawnSync('find', [made.native, '-type', 'l', '-delete'])
        return made
      }
      const own = await strip()
      const first = own.start(join(own.folder, 'data'))
      await first.wait('up')
      await first.stop()
      expect(existsSync(join(own.native, 'lib', 'libicuuc.so.60'))).toBe(true)
      expect(existsSync(join(own.folder, 'data', 'postgres', 'server-18.4.0-beta.17'))).toBe(false)

      const installedByRoot = await strip()
      const folder = temporaryFolder()
      chownSync(folder, nobody, nobody)
      const second = installedByRoot.start(join(folder, 'data'), { before: asUser(nobody) })
      await second.wait('up')
      await second.stop()
      expect(second.warnings().join('\n')).toContain('copied')
      expect(existsSync(join(installedByRoot.native, 'lib', 'libicuuc.so.60'))).toBe(false)
    },
  )

  it.skipIf(reasons.otherUser)(
    titled(
      'a folder of another user, and one that may not be written, are refused with the mend',
      reasons.otherUser,
    ),
    async () => {
      const data = join(temporaryFolder(), 'data')
      const first = project.start(data)
      await first.wait('up')
      await first.stop()
      chmodSync(data, 0o755)
      const others = await project.start(data, { before: asUser(nobody) }).wait('refused')
      expect(others.code).toBe('FOLDER_OF_ANOTHER')
      expect(others.en).toContain(`chown -R ${nobody}`)
      const closed = temporaryFolder()
      const unwritable = await project.start(join(closed, 'data'), { before: asUser(nobody) }).wait('refused')
      expect(unwritable.code).toBe('FOLDER_FORBIDDEN')
      expect(unwritable.zh).toContain('DATA_DIR')
    },
  )

  it('a data directory that a plain copy left open to others', async () => {
    const data = join(temporaryFolder(), 'data')
    const first = project.start(data)
    await first.wait('up')
    await first.stop()
    chmodSync(join(data, 'postgres', 'cluster'), 0o755)
    const second = project.start(data)
    await second.wait('up')
    await second.stop()
  })
})
