// The sound of a message: two soft notes, a third apart, made here. Nothing is fetched for it.

const notes = [
  { hertz: 659.26, at: 0 },
  { hertz: 830.61, at: 0.09 },
] as const
const lasts = 0.32
const loudness = 0.12

let context: AudioContext | undefined

/** False where the browser does not let it be heard: before the first press in this tab. */
export function playSound(): boolean {
  if (!('AudioContext' in globalThis) || navigator.userActivation?.hasBeenActive === false) return false
  context ??= new AudioContext()
  const audio = context
  void audio.resume().then(() => {
    for (const note of notes) play(audio, note)
  })
  return true
}

function play(audio: AudioContext, { hertz, at }: (typeof notes)[number]): void {
  const tone = audio.createOscillator()
  const volume = audio.createGain()
  const start = audio.currentTime + at
  tone.type = 'sine'
  tone.frequency.value = hertz
  volume.gain.setValueAtTime(0, start)
  volume.gain.linearRampToValueAtTime(loudness, start + 0.015)
  volume.gain.exponentialRampToValueAtTime(0.0001, start + lasts)
  tone.connect(volume).connect(audio.destination)
  tone.start(start)
  tone.stop(start + lasts)
}
