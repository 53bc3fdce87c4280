// `npm start`: from a fresh clone to a running server in one command. Runs on the machine's own Node,
// brings what is missing, and then hands over to the server on the pinned Node.

const major = Number.parseInt(process.versions.node, 10)
if (major < 20) {
  process.stderr.write(`Sotto needs Node 20 or newer to start; this is Node ${process.versions.node}.\n`)
  process.exit(1)
}

import('./setup/serve.mjs').then((program) => program.serve(process.argv.slice(2)))
