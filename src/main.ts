import { parseArgs } from 'node:util'
import { CannotStart } from './cli/product.ts'
import { EmbeddedRefusal, serve } from './cli/serve.ts'
import { checkLedger, demoOnly, migrateOnly, readChainFile, workOnly } from './cli/tools.ts'
import { tortureCommand } from './cli/torture.ts'
import { readConfig } from './platform/config.ts'

const help: Readonly<Record<string, string>> = {
  '': `常平 Changping

  changping serve [--demo] [--host ADDRESS] [--tls CERT KEY] [--no-work]   serve until Ctrl-C
  changping work                       run waiting jobs without serving
  changping migrate                    bring the database forward
  changping demo                       load the demo place into an empty database
  changping check-ledger [--json]      prove the books and the audit chain; exit code 1 on a fault
  changping torture [--rounds N] [--seed S]   kill it under load and prove that nothing is lost or doubled
  changping order-chain read FILE [--json]   read a pasted order chain (接龙)

  PORT (8080)  DATA_DIR (./data)  DATABASE_URL (none: the embedded database)  LOG_LEVEL (warn)
  Each command answers --help.`,
  serve: `changping serve [--demo] [--host ADDRESS] [--tls CERT KEY] [--no-work]

  Serves on 127.0.0.1 and PORT. --demo loads the demo place when the database is empty. Another address
  needs --tls with two PEM files: cameras and secure cookies do not work without. --no-work leaves jobs
  to "changping work".`,
  work: 'changping work\n\n  Runs the jobs that wait in the database (freezing cycles at their cut-off, the daily anchor) until Ctrl-C.',
  migrate:
    'changping migrate\n\n  Runs the migrations that have not run yet. Never goes back; safe to repeat and to kill.',
  demo: 'changping demo\n\n  Loads the demo place (Zhalainuoer district 150703) into an empty database.',
  'check-ledger':
    'changping check-ledger [--json]\n\n  Prints every fault of the books and of the audit chain. Exit code 0 when there is none.',
  torture: `changping torture [--rounds N] [--seed S] [--json] [--no-replay]

  Starts a server of its own on an embedded database in a temporary folder, puts orders, changes, cancellations and
  payments on it, kills node, one process of the database, the whole database, or both, brings it back, and proves:
  every acknowledged order and payment stands, none twice, limits and books hold. 4 rounds, seed 1. --no-replay is
  the control: repeated requests get new ids, and the proof must find what doubled. Exit code 1 on a fault.`,
  'order-chain':
    'changping order-chain read FILE [--json]\n\n  Reads an order chain as it stands in a chat. --json prints items, orders and doubtful lines.',
}

/** One executable: the first word is the command. Gives the exit code. */
const main = async (words: readonly string[]): Promise<number> => {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      demo: { type: 'boolean' },
      json: { type: 'boolean' },
      tls: { type: 'boolean' },
      host: { type: 'string' },
      'no-work': { type: 'boolean' },
      'no-replay': { type: 'boolean' },
      rounds: { type: 'string' },
      seed: { type: 'string' },
    },
  })
  const [command = '', ...rest] = positionals
  if (values.help || command === '' || !(command in help)) {
    const known = command in help
    ;(known || values.help ? process.stdout : process.stderr).write(`${help[known ? command : '']}\n`)
    return known || values.help ? 0 : 2
  }
  if (command === 'order-chain') {
    const file = rest[1]
    if (rest[0] !== 'read' || !file) {
      process.stderr.write(`${help['order-chain']}\n`)
      return 2
    }
    readChainFile(file, values.json === true)
    return 0
  }
  if (command === 'torture') {
    const [rounds, seed] = [Number(values.rounds ?? '4'), Number(values.seed ?? '1')]
    if (!Number.isSafeInteger(rounds) || rounds < 1 || !Number.isSafeInteger(seed)) {
      process.stderr.write(`${help.torture}\n`)
      return 2
    }
    return tortureCommand({ rounds, seed, replay: values['no-replay'] !== true, json: values.json === true })
  }
  const config = readConfig(process.env)
  switch (command) {
    case 'serve': {
      const [certFile, keyFile] = rest
      if (values.tls && (!certFile || !keyFile)) throw new CannotStart('--tls CERT KEY')
      await serve(config, {
        demo: values.demo === true,
        worker: values['no-work'] !== true,
        host: values.host ?? config.host,
        tls: values.tls && certFile && keyFile ? { certFile, keyFile } : null,
      })
      return 0
    }
    case 'work':
      await workOnly(config)
      return 0
    case 'migrate':
      await migrateOnly(config)
      return 0
    case 'demo':
      await demoOnly(config)
      return 0
    default:
      return checkLedger(config, values.json === true)
  }
}

const sayWhy = (error: unknown): string => {
  if (error instanceof EmbeddedRefusal || error instanceof CannotStart) return error.message
  const known = error as NodeJS.ErrnoException
  if (known.code === 'ENOENT' && known.path) return `没有这个文件 / No such file: ${known.path}`
  if (known.code?.startsWith('ERR_PARSE_ARGS')) return `${known.message}\n${help['']}`
  return known.stack ?? String(error)
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${sayWhy(error)}\n`)
    process.exit(1)
  },
)
