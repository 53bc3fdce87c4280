// `npm test [-- PART…]`: from a fresh clone to one line of numbers. Runs on the machine's own Node, installs
// what is missing, runs every part even when an earlier one failed, and ends with the summary alone on its line.

const major = Number.parseInt(process.versions.node, 10)
if (major < 20) {
  process.stderr.write(
    `Sotto's tests need Node 20 or newer to start; this is Node ${process.versions.node}.\n`,
  )
  process.exit(1)
}

import('./testing/main.mjs').then((program) => program.main(process.argv.slice(2)))
