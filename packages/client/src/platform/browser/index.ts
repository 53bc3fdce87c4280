// What a page takes from here: the engine that all tabs share, and passkeys, which only a page can use.

export { connectEngine } from './connect-engine.ts'
export {
  canSuggestPasskeys,
  canUsePasskeys,
  evaluatePasskey,
  makePasskey,
  type PasskeyRefusal,
  showPasskey,
  suggestPasskey,
} from './passkeys.ts'
