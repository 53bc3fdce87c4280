// The English words around the own history: how much of it is here, and copies of it in files.

export const enHistory = {
  arriving: 'Older messages are arriving: {{done, number}} of {{total, number}} parts are here.',
  searching:
    'Older messages are still arriving ({{done, number}} of {{total, number}} parts). The search covers those that are here.',
  old: 'The server shows an older state of your history than before. It was not taken.',
  none: 'The server does not give all of your older messages. They are asked for again.',
  unreadable: 'A part of your older messages can’t be opened. Everything else is here.',
  refused: 'Your newest messages do not reach your other devices yet. It is tried again.',
  full: 'Your account keeps as much history on this server as it may.',
}

export const enSynced = {
  old: 'The server shows older drafts, marks or settings of yours than before. They were not taken.',
  none: 'The server does not give some of your drafts, marks or settings. They are asked for again.',
  unreadable: 'Some of your drafts, marks or settings can’t be opened. They were not taken.',
  refused: 'Your drafts, marks and settings do not reach your other devices yet. It is tried again.',
  full: 'Your account keeps as much on this server as it may. New drafts, marks and settings stay here.',
}

export const enCopies = {
  text: 'Your messages follow you to your devices by themselves. A copy in a file is for the day when that is not enough.',
  kinds: { sealed: 'Sealed', html: 'A page to read', json: 'Data for programs' },
  kindTexts: {
    sealed: 'Under a password. It can be brought in again, on your own devices alone.',
    html: 'Opens in any browser. Whoever has the file can read it.',
    json: 'JSON. Whoever has the file can read it.',
  },
  save: {
    title: 'Save a copy',
    text: 'All conversations and messages that are on this device, as one file.',
    kind: 'Kind of copy',
    password: 'A password for the file',
    save: 'Save the file',
    saving: 'Making the copy…',
    doneSealed: 'The copy is in your downloads. Nobody can open it without its password, not even you.',
    doneReadable: 'The copy is in your downloads. It is not sealed: keep it where nobody else comes.',
    incomplete: 'Older messages have not arrived on this device yet, and are not in it.',
  },
  bringIn: {
    title: 'Bring in a copy',
    text: 'Adds the messages of a sealed copy that are not here. What you deleted stays deleted.',
    file: 'Sealed copy',
    needFile: 'Choose the file.',
    password: 'Password of the file',
    submit: 'Bring it in',
    busy: 'Bringing it in…',
    done_one: 'A message came back.',
    done_other: '{{count}} messages came back.',
    nothing: 'Everything in this copy is here already, or was deleted since.',
  },
}
