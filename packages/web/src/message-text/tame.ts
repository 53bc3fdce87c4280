// Whether a text may be given to the Markdown renderer at all. Its work grows with the square of how deep
// things nest, and beyond some depth it fails: a stranger's message must not stop the app of who reads it.

const mostMarks = 600
const mostCells = 2000
const deepest = 12
/** Of all lines together, the squares of their depths. */
const mostNesting = 2000

const containers = /^[ \t]*(?:(?:>|[-+*]|\d{1,9}[.)])[ \t]*)+/
const container = />|[-+*]|\d{1,9}[.)]/g
const rule = /^[ \t]*(?:(?:-[ \t]*)+|(?:\*[ \t]*)+)$/

/** False for what nobody writes by hand: quotes or lists nested deeper than 12, hundreds of marks that may nest. */
export function isTame(text: string): boolean {
  if (countOf(text, /[*_~[\]]/g) > mostMarks || countOf(text, /\|/g) > mostCells) return false
  const depths = text.split(/\r\n|\r|\n/).map(depthOf)
  const nesting = depths.reduce((sum, depth) => sum + depth * depth, 0)
  return nesting <= mostNesting && depths.every((depth) => depth <= deepest)
}

/** How many quotes and lists a line opens or goes on with; none when it is a rule across the page. */
function depthOf(line: string): number {
  if (rule.test(line)) return 0
  return countOf(containers.exec(line)?.[0] ?? '', container)
}

function countOf(text: string, mark: RegExp): number {
  return text.match(mark)?.length ?? 0
}
