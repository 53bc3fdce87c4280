// The screen of a conversation, and the renderer of its messages: much code that the list does without, and so loaded
// apart from it, while nobody waits.

import { lazy } from 'react'
import { loadMarkdown } from '../message-text/load-markdown.ts'

const load = () => import('./conversation-screen.tsx')

export const ConversationScreen = lazy(load)

export function preloadConversations(): void {
  void load()
  void loadMarkdown()
}
