// `npm run dev`: the server restarts and the pages reload when a source changes.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { endWithParent, ensureInstalled, root } from './setup.mjs'

endWithParent()
await ensureInstalled()

const commands = [
  ['node_modules/tsx/dist/cli.mjs', 'watch', '--clear-screen=false', 'src/main.ts', 'serve', '--demo'],
]
if (existsSync(join(root, 'web', 'vite.config.ts'))) {
  commands.push(['node_modules/vite/bin/vite.js', '--config', 'web/vite.config.ts'])
}

const children = commands.map((words) => spawn(process.execPath, words, { cwd: root, stdio: 'inherit' }))
const endAll = (name) => {
  for (const child of children) child.kill(name)
}
// Ctrl-C reaches the whole terminal group by itself; a signal to us alone is passed on.
process.on('SIGINT', () => endAll('SIGINT'))
process.on('SIGTERM', () => endAll('SIGTERM'))
for (const child of children) {
  child.once('exit', (code) => {
    process.exitCode ||= code ?? 0
    endAll('SIGTERM')
  })
}
