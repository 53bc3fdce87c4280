import { afterEach, expect, test } from 'vitest'
import { loadConfig } from '../config.ts'
import { startServer } from '../server.ts'
import { seedSessions } from './seed-sessions.ts'
import { TestDevice } from './test-device.ts'
import { freshFolder, removeFolder } from './test-server.ts'

const dataDir = freshFolder()
afterEach(() => removeFolder(dataDir))

test('[S-1] a server takes the seeded tokens for what they say', async () => {
  const seeded = await seedSessions(dataDir, 3)
  const server = await startServer(loadConfig({ port: 0, dataDir, logLevel: 'silent' }, {}))
  for (const { account, device, token } of seeded) {
    const connection = new TestDevice(`ws://127.0.0.1:${server.port}/v1/gateway`, { account, device })
    await connection.hello(token)
    expect(connection.framesOf('welcome').map((welcome) => welcome.device)).toEqual([device])
    await connection.close()
  }
  await server.close()
})
