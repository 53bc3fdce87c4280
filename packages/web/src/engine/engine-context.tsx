// Where components find the engine. Whoever mounts the app gives it; tests and the gallery give their own.

import type { Engine } from '@sotto/client'
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { createTopicCache, type TopicCache } from './topic-cache.ts'

type Value = { readonly engine: Engine; readonly topics: TopicCache }

const EngineContext = createContext<Value | undefined>(undefined)

type Props = { readonly engine: Engine; readonly children: ReactNode }

export function EngineProvider({ engine, children }: Props) {
  const value = useMemo(() => ({ engine, topics: createTopicCache(engine) }), [engine])
  return <EngineContext value={value}>{children}</EngineContext>
}

function useValue(): Value {
  const value = useContext(EngineContext)
  if (value === undefined) throw new TypeError('a component that needs the engine is outside EngineProvider')
  return value
}

export const useEngine = (): Engine => useValue().engine
export const useTopics = (): TopicCache => useValue().topics
