// Somebody without a screen: the same engine on Node, for what would take too long to type.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Commands, createEngine, type Engine } from '@sotto/client'
import { nodePlatform } from '@sotto/client/node'
import { password } from './person.ts'

type Params<C extends keyof Commands> = Commands[C]['params'] extends undefined ? [] : [Commands[C]['params']]

export class Bot {
  readonly #engine: Engine
  readonly #dir: string

  private constructor(engine: Engine, dir: string) {
    this.#engine = engine
    this.#dir = dir
  }

  /** Makes an account on a profile of its own. */
  static async signUp(server: string, account: string): Promise<Bot> {
    const bot = await Bot.#onNewProfile()
    await bot.ask('signUp', { server, account, password })
    return bot
  }

  /** Adds a device to an account. */
  static async signIn(server: string, account: string): Promise<Bot> {
    const bot = await Bot.#onNewProfile()
    await bot.ask('signIn', { server, account, password })
    return bot
  }

  static async #onNewProfile(): Promise<Bot> {
    const directory = mkdtempSync(join(tmpdir(), 'sotto-e2e-bot-'))
    return new Bot(await createEngine(nodePlatform({ directory })), directory)
  }

  async ask<C extends keyof Commands>(command: C, ...params: Params<C>): Promise<Commands[C]['value']> {
    const outcome = await this.#engine.call(command, ...params)
    if (!outcome.ok) throw new Error(`${command}: ${outcome.error.message}`)
    return outcome.value
  }

  async end(): Promise<void> {
    await this.#engine.close()
    rmSync(this.#dir, { recursive: true, force: true })
  }
}
