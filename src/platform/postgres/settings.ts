import { totalmem } from 'node:os'

/** Memory that this process may use, in MB: the machine's, or the container's limit if that is smaller. */
export const memoryMb = (): number => {
  const limit = process.constrainedMemory?.() ?? 0
  const bytes = limit > 0 ? Math.min(limit, totalmem()) : totalmem()
  return Math.floor(bytes / 1_048_576)
}

/** How much of the memory the server shares among its processes, in MB; 256 on an ordinary machine. */
export const sharedBuffersMb = (memory: number): number => {
  if (memory >= 3_000) return 256
  if (memory >= 1_500) return 128
  if (memory >= 700) return 64
  return 32
}

export type SettingFacts = {
  readonly port: number
  readonly memoryMb: number
  readonly sharedBuffersMb: number
  readonly freeDiskMb: number
  readonly lz4: boolean
}

/**
 * The server's settings, handed over on the command line, where no `ALTER SYSTEM` can undo them. What is
 * acknowledged is on disk: fsync, full_page_writes and synchronous_commit stand first and are not for sale.
 */
export const settingWords = (facts: SettingFacts): readonly string[] => {
  const roomy = facts.memoryMb >= 1_500
  const settings: Readonly<Record<string, string | number>> = {
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    port: facts.port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    ssl: 'off',
    max_connections: 60,
    shared_buffers: `${facts.sharedBuffersMb}MB`,
    effective_cache_size: `${Math.max(64, Math.floor(facts.memoryMb / 2))}MB`,
    work_mem: roomy ? '8MB' : '4MB',
    maintenance_work_mem: roomy ? '128MB' : '32MB',
    // Checkpoints by time, not by size; a small disk is not filled with log that is only kept for reuse.
    max_wal_size: facts.freeDiskMb >= 20_000 ? '4GB' : '512MB',
    wal_compression: facts.lz4 ? 'lz4' : 'off',
    random_page_cost: '1.1',
    jit: 'off',
    io_method: 'worker',
    io_workers: 2,
    max_parallel_workers: 2,
    max_parallel_workers_per_gather: 1,
    autovacuum_max_workers: 2,
    // A role made by the owner is the owner's to use, as it was before PostgreSQL 16.
    createrole_self_grant: 'set, inherit',
    // A query whose client died is ended, instead of working on for nobody.
    client_connection_check_interval: '2s',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    logging_collector: 'off',
    log_destination: 'stderr',
    log_line_prefix: '%m [%p] ',
    log_checkpoints: 'off',
    // Statements and the details of a violated constraint may hold names and telephones: neither is logged.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
