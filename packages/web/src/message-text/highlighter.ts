// Which words of a piece of code are what, for about forty languages. Loaded when the first code in one of them is shown.

import { common, createLowlight } from 'lowlight'

const lowlight = createLowlight(common)

/** A piece of the code, and what it is: classes of highlight.js without their `hljs-`, the outermost first. */
export type CodePiece = { readonly text: string; readonly kinds: readonly string[] }

/** The code in pieces, together the same text; undefined for a language that isn't known. */
export function highlighted(code: string, language: string): readonly CodePiece[] | undefined {
  if (!lowlight.registered(language)) return undefined
  return piecesOf(lowlight.highlight(language, code, { prefix: '' }).children, [])
}

type Found = ReturnType<typeof lowlight.highlight>['children'][number]

function piecesOf(found: readonly Found[], kinds: readonly string[]): CodePiece[] {
  return found.flatMap((one) => {
    if (one.type === 'text') return [{ text: one.value, kinds }]
    if (one.type !== 'element') return []
    return piecesOf(one.children, [...kinds, ...classesOf(one.properties.className)])
  })
}

const classesOf = (names: unknown): string[] =>
  Array.isArray(names) ? names.filter((name): name is string => typeof name === 'string') : []
