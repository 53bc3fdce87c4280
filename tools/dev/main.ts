// A server with three people and some history, and the app with hot reload in front of it. The data stays in
// `data/dev` for the next time; delete the folder to begin anew.

import { spawn } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { loadConfig, type RunningServer, StartError, startServer } from '@sotto/server'
import { names, password, seed } from './people.ts'

const root = resolve(import.meta.dirname, '..', '..')
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '7688' },
    data: { type: 'string', default: join(root, 'data', 'dev') },
    'app-port': { type: 'string', default: '5173' },
  },
})

const data = resolve(values.data)
const people = join(data, 'people')
const isNew = !existsSync(people)
const server = await start()
if (isNew) await seedOrRemove(server)
const vite = startVite(server)

process.stdout.write(`
Sotto, with hot reload.

  App      http://localhost:${values['app-port']}
  Server   ${server.url}  (data in ${data})
  People   ${names.join(', ')}; the password of each is ${password}
  Terminal npx sotto chat --profile ${join(people, names[1])}

Stop with Ctrl-C. To begin anew, delete ${data}.
`)

let stopping = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0))
vite.once('exit', (code) => void stop(code ?? 1))

async function stop(code: number): Promise<void> {
  if (stopping) return
  stopping = true
  vite.kill()
  await server.close()
  process.exit(code)
}

async function start(): Promise<RunningServer> {
  try {
    const flags = { port: Number(values.port), host: '127.0.0.1', dataDir: join(data, 'server') }
    return await startServer(loadConfig(flags, { ...process.env, SOTTO_RATE_FACTOR: '1000' }))
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(error.exitCode)
  }
}

/** Half a seed is worse than none: the next start begins anew. */
async function seedOrRemove(at: RunningServer): Promise<void> {
  process.stdout.write('Letting three people sign up and talk …\n')
  try {
    await seed(`http://127.0.0.1:${at.port}`, people)
  } catch (error) {
    await at.close()
    rmSync(data, { recursive: true, force: true })
    throw error
  }
}

function startVite(at: RunningServer) {
  const program = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  return spawn(process.execPath, [program, '--port', values['app-port'], '--strictPort'], {
    cwd: join(root, 'packages', 'web'),
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, SOTTO_DEV_SERVER: `http://127.0.0.1:${at.port}` },
  })
}
