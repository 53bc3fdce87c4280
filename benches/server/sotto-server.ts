// The whole server as `npm start` runs it, as a process under measurement. Arguments: the data folder, and
// the folder of the built app when it is to be served. Rates are those of the configuration.

import { loadConfig, startServer } from '@sotto/server'
import { serveBenchAt } from '../relay/child.ts'

const [dataDir, appDir] = process.argv.slice(2)
if (dataDir === undefined) throw new TypeError('the data folder is missing')
const config = loadConfig({ port: 0, dataDir })
const server = await startServer(appDir === undefined ? config : { ...config, appDir })
serveBenchAt(server.port)
