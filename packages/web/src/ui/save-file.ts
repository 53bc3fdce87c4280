// Hands something to the person as a file in the browser's downloads.

export function saveFile(fileName: string, content: string | Uint8Array<ArrayBuffer>, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

export function saveText(fileName: string, text: string): void {
  saveFile(fileName, text, 'text/plain;charset=utf-8')
}
