// What every platform that Sotto runs on has under the same name: the browser, its workers, and Node.
// Pure packages are compiled against this file alone, so that nothing else of the DOM or Node slips in.

interface TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>
}
declare var TextEncoder: { new (): TextEncoder }

interface TextDecoder {
  decode(input?: Uint8Array | ArrayBuffer): string
}
declare var TextDecoder: {
  new (label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean }): TextDecoder
}

declare function queueMicrotask(callback: () => void): void
