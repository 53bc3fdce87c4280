// serve: the server itself, with the options of `npm start`.

import type { Run } from './command.ts'

export const serve: Run = ({ world, options }) => {
  const args = (['port', 'host', 'data'] as const).flatMap((name) => {
    const value = options[name]
    return typeof value === 'string' ? [`--${name}`, value] : []
  })
  return world.runServer(args)
}
