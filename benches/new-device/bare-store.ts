// What the archive is measured against: a server that appends what it is given to a file, answers when that is on the
// disk, and knows nothing else. Argument: the file.

import { open } from 'node:fs/promises'
import { createServer } from 'node:http'
import { serveBench } from '../relay/child.ts'

const [path] = process.argv.slice(2)
if (path === undefined) throw new TypeError('the file is missing')
const file = await open(path, 'a')
const server = createServer(async (request, response) => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  await file.appendFile(Buffer.concat(parts))
  await file.datasync()
  response.writeHead(204).end()
})
server.listen(0, '127.0.0.1', () => serveBench(server, []))
