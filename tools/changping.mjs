// `npm run -s changping -- COMMAND`: the command line. Standard output belongs to the command alone.
import { existsSync } from 'node:fs'
import process from 'node:process'
import { endWithParent, ensureBuilt, ensureInstalled, runProduct } from './setup.mjs'

endWithParent()
await ensureInstalled()
await ensureBuilt()
// npm changes to the project's folder; the files that a person names lie where the person stands.
const from = process.env.npm_lifecycle_event === 'changping' ? process.env.INIT_CWD : undefined
if (from && existsSync(from)) process.chdir(from)
await runProduct(process.argv.slice(2))
