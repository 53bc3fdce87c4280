// The server, for whoever starts one inside another program.

export { type Config, loadConfig, parseArguments, usage } from './config.ts'
export { StartError, type StartFault } from './errors.ts'
export { type Clock, systemClock } from './gates.ts'
export { createLogger, type Logger } from './log.ts'
export { runProgram } from './program.ts'
export { type RunningServer, type ServerOptions, startServer } from './server.ts'
