// How long files and functions are. For information: a rule that makes code worse may be broken, but not unseen.

import type { House } from './house.ts'
import { isTest } from './import-rules.ts'

const limits = { file: 400, function: 80, usual: 35, parameters: 4 }

/** Lines of text for people: the outliers, then the shares. */
export function reportSizes(house: House): string[] {
  const modules = house.modules.filter((module) => !isTest(module.file))
  const functions = modules.flatMap((module) =>
    module.functions.map((one) => ({ ...one, at: `${module.file}:${one.line} ${one.name}` })),
  )
  const short = functions.filter((one) => one.lines <= limits.usual).length
  const tested = house.modules.filter((module) => isTest(module.file))
  return [
    ...modules.filter((one) => one.lines > limits.file).map((one) => `${one.file} has ${one.lines} lines`),
    ...functions
      .filter((one) => one.lines > limits.function)
      .map((one) => `${one.at} has ${one.lines} lines`),
    ...functions
      .filter((one) => one.parameters > limits.parameters)
      .map((one) => `${one.at} takes ${one.parameters} parameters`),
    `${modules.length} files of ${lines(modules)} lines, ${tested.length} test files of ${lines(tested)} lines`,
    `${short} of ${functions.length} functions have at most ${limits.usual} lines`,
  ]
}

function lines(modules: readonly { readonly lines: number }[]): number {
  return modules.reduce((total, module) => total + module.lines, 0)
}
