// `npm start`: everything from a fresh clone to a served demo, in one process.
import process from 'node:process'
import { endWithParent, ensureBuilt, ensureInstalled, runProduct } from './setup.mjs'

endWithParent()
await ensureInstalled()
await ensureBuilt()
await runProduct(['serve', '--demo', ...process.argv.slice(2)])
