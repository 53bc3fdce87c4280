/** Fetches the renderer of Markdown, once. */
export const loadMarkdown = () => import('./markdown.tsx')
