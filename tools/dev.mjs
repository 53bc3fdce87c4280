// `npm run dev [-- --port N] [-- --data DIR]`: a living system with hot reload. Runs on the machine's own Node,
// installs what is missing, and hands over to the pinned one.

const major = Number.parseInt(process.versions.node, 10)
if (major < 20) {
  process.stderr.write(`Sotto needs Node 20 or newer to start; this is Node ${process.versions.node}.\n`)
  process.exit(1)
}

import('./setup/develop.mjs').then((program) => program.develop(process.argv.slice(2)))
