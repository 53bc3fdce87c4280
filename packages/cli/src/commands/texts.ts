// The words of `--help`, command by command, and what each accepts.

import type { CommandText } from './command.ts'

const account = { options: ['forget'], words: [1, 1] } as const

const forget =
  '\n\n  --forget   erase the history of another account that this profile holds, or a store that is damaged'

export const texts = {
  signup: {
    name: 'signup',
    synopsis: 'NAME',
    summary: 'make an account, with this profile as its first device',
    details:
      'The password comes from SOTTO_PASSWORD or is asked for. The recovery code is shown this once:\nkeep it where you keep things that matter.' +
      forget +
      '\n\nJSON: {"account","device","recoveryCode"}',
    examples: ['sotto signup alice', 'SOTTO_PASSWORD=… sotto signup news-bot --profile ./bot --json'],
    ...account,
  },
  signin: {
    name: 'signin',
    synopsis: '[NAME]',
    summary: 'add this profile as a device of an account',
    details: `Shows a code to type on a device that is signed in already, at the address that is shown (or open the link, or\nscan it): no password is typed here. With NAME nobody else’s account is entered. With SOTTO_PASSWORD, or\n--password, NAME is signed in by the password instead, and by a code from SOTTO_CODE where the account has a second\nfactor; not where the server wants the company’s sign-in, which a terminal can’t show.\n\n  --password           ask for the password here\n  --device-name NAME   what the account’s devices call this one, such as "News bot"${forget}\n\nJSON: first {"code","address","link","expires"} where a code is shown, then {"account","device"}`,
    examples: [
      'sotto signin',
      'sotto signin alice --server https://sotto.example.org',
      'sotto signin --profile ./bot --device-name "News bot"',
      'sotto signin alice --password',
    ],
    options: ['forget', 'password', 'device-name'],
    words: [0, 1],
  },
  approve: {
    name: 'approve',
    synopsis: 'CODE',
    summary: 'sign in the device that shows a code, or give the program that shows it access',
    details:
      'Type only a code that you see on your own device, or in a program that you have just started: a device that is\nsigned in so reads and writes everything. For a device the password of the account is asked for (or comes from\nSOTTO_PASSWORD). What a program asks for is told first; --yes gives it.\n\n  --no    tell whatever shows the code that it is not wanted\n  --yes   give a program what it asks for\n\nJSON: {"kind":"device","from","approved"} or {"kind":"program","name","by","scopes","from","approved"}',
    examples: ['sotto approve K7QM-94TN-WX3B', 'sotto approve 7M2Q-94TN --yes'],
    options: ['yes', 'no'],
    words: [1, 3],
  },
  programs: {
    name: 'programs',
    synopsis: '| revoke ACCESS | register NAME [ADDRESS…] | remove PROGRAM',
    summary: 'programs that have access to the account over REST, and those you make',
    details:
      'Programs are told some things about the account, never a message: they have no keys. revoke ends an access at\nonce. register makes an id by which a program of yours asks for access (OAuth 2.1, see docs/operations.md);\nADDRESS is where it has people sent back to. remove takes it out, with every access it has.\n\nJSON, one a line: {"access","program","name","by","scopes","since","used"}, and\n{"program","name","redirectUris","created"} for those you have registered; register {"program"}',
    examples: [
      'sotto programs',
      'sotto programs revoke g_5rPZ…',
      'sotto programs register "Status board" https://board.example.org/done',
    ],
    options: [],
    words: [0, 10],
  },
  signout: {
    name: 'signout',
    synopsis: '[DEVICE | others]',
    summary: 'sign this device out, with everything it stored, or others of the account',
    details:
      'Signed out is for good: the account signs it, and every conversation puts the device out. DEVICE is an\nid as in sotto devices, for one that is lost; others are all but this one. Without a connection this device is wiped all the\nsame, and the server is told with the next command of this profile.\n\nJSON, one a line for each: {"account","device"}, for this device with "told": whether the server knows',
    examples: ['sotto signout', 'sotto signout d_5rPZ…', 'sotto signout others'],
    options: [],
    words: [0, 1],
  },
  recover: {
    name: 'recover',
    synopsis: 'NAME',
    summary: 'sign in with the recovery code, and set a new password',
    details:
      'For a forgotten password. The code comes from SOTTO_RECOVERY_CODE and the new password from\nSOTTO_NEW_PASSWORD, or they are asked for. The code that was used is good for nothing afterwards; a new one\nis shown, this once. When the connection is lost at the last step (outcome_unknown), the same again goes on\nfrom there.\n\nJSON: {"account","device","recoveryCode"}',
    examples: ['sotto recover alice', 'sotto recover alice --server https://sotto.example.org'],
    ...account,
  },
  password: {
    name: 'password',
    synopsis: '',
    summary: 'change the password of the account',
    details:
      'The present one comes from SOTTO_PASSWORD and the new one from SOTTO_NEW_PASSWORD, or they are asked for.\nThe old one is good for nothing at once. Nobody is signed out unless asked. When the connection is lost at\nthe last step (outcome_unknown), the same again makes sure.\n\n  --sign-out-others   also sign out every other device of the account, for good\n\nJSON: {"account","devicesLeft"}: how many of those to be signed out could not be',
    examples: ['sotto password', 'sotto password --sign-out-others'],
    options: ['sign-out-others'],
    words: [0, 0],
  },
  'recovery-code': {
    name: 'recovery-code',
    synopsis: '',
    summary: 'make a new recovery code, in place of the one before',
    details:
      'The password comes from SOTTO_PASSWORD or is asked for. The new code is shown this once.\n\nJSON: {"account","recoveryCode"}',
    examples: ['sotto recovery-code'],
    options: [],
    words: [0, 0],
  },
  keys: {
    name: 'keys',
    synopsis: 'export FILE | import NAME FILE',
    summary: 'keep the account’s keys in a file, and sign in with such a file',
    details:
      'The file is sealed under a password of its own, from SOTTO_FILE_PASSWORD or asked for. export also asks for\nthe password of the account (SOTTO_PASSWORD) and never writes over a file. import signs this profile in without\nthe password of the account; with SOTTO_NEW_PASSWORD it sets a new one on the way.\n\nJSON: export {"account","file"}, import {"account","device"}',
    examples: ['sotto keys export alice.keys.txt', 'sotto keys import alice alice.keys.txt'],
    options: ['forget'],
    words: [2, 3],
  },
  'second-factor': {
    name: 'second-factor',
    synopsis: '| add [SECRET] | codes | remove [PASSKEY]',
    summary: 'what is asked for besides the password: an authenticator app, backup codes, passkeys',
    details:
      'Without a word: what the account has. add: shows what to set an authenticator app up by, asks for a code of\nit, and tells the backup codes, this once; a script names the SECRET that it has made itself (32 letters and\ndigits from 2 to 7). codes: new backup codes in the place of the old ones. remove: the authenticator app, or a\npasskey by its id. The password comes from SOTTO_PASSWORD and the code from SOTTO_CODE, or they are asked for.\nPasskeys are made in a browser.\n\nWith a second factor, sign-in asks for a code too, and takes it from SOTTO_CODE. Who loses the authenticator app\nand all backup codes gets in from a device that is signed in, or by the recovery code where the server lets it;\notherwise nobody can help.\n\nJSON: {"account","policy","authenticator","backupCodes","passkeys":[{"id","name","opens"}]};\nadd and codes: {"account","backupCodes":[…]}; remove: {"account"}',
    examples: ['sotto second-factor', 'sotto second-factor add', 'sotto second-factor codes'],
    options: [],
    words: [0, 2],
  },
  whoami: {
    name: 'whoami',
    synopsis: '',
    summary: 'say who is signed in here, and where',
    details: 'JSON: {"account","device","server"}',
    examples: ['sotto whoami', 'sotto whoami --profile ./bot --json'],
    options: [],
    words: [0, 0],
  },
  devices: {
    name: 'devices',
    synopsis: '[rename DEVICE NAME…]',
    summary: 'list the devices of the account, or give one a name',
    details:
      'Names are sealed: the server does not learn them. Where a device is, is the server’s word: a network\nsuch as 198.51.100.0/24.\n\nJSON, one a line: {"device","name","added","addedFrom","lastSeen","seenFrom","current"}; times in\nmilliseconds since 1970, "current" is the device that asks. After rename: {"device","name"}',
    examples: ['sotto devices', 'sotto devices rename d_5rPZ… office laptop'],
    options: [],
    words: [0, 66],
  },
  people: {
    name: 'people',
    synopsis: '[QUERY]',
    summary: 'look people up by the beginning of their name',
    details: 'JSON, one a line: {"account","presence"}; presence is "online", "away" or "offline"',
    examples: ['sotto people', 'sotto people al --json'],
    options: [],
    words: [0, 1],
  },
  key: {
    name: 'key',
    synopsis:
      'ACCOUNT | verify ACCOUNT NUMBER | unverify ACCOUNT | accept ACCOUNT NUMBER | reject ACCOUNT NUMBER',
    summary: 'show and compare the safety number with somebody, decide about one that has changed',
    details:
      'verify marks somebody as verified when NUMBER, what they see on their side, is the same here: the digits,\nthe words, or the text of their QR code (SOTTO:SAFETY:…). It stays when they add devices; unverify\ntakes it back.\n\nWhile a changed number waits for a decision nothing is sent to this person. accept goes on with the\nnew number, reject keeps the one that was known: nothing is sealed for the new one. NUMBER is the new\nnumber, so that what is decided about is what was looked at; when it has changed again nothing is\ndone (key_outdated). A number that was rejected may be accepted later.\n\nJSON: {"account","number","words","code","wasVerified"}, with "verifiedAt" once it was compared, "offered"\nwhile a decision is due, and "declined" after a reject',
    examples: [
      'sotto key bob',
      'sotto key verify bob suspect wool antenna fancy …',
      'sotto key accept bob 60412 77190 …',
      'sotto key reject bob 6041277190…',
    ],
    options: [],
    words: [1, 14],
  },
  lock: {
    name: 'lock',
    synopsis: 'on | change | off',
    summary: 'seal what this profile has stored under a passphrase',
    details:
      'While it is on every command asks for the passphrase, or takes it from SOTTO_PASSPHRASE; a new one from\nSOTTO_NEW_PASSPHRASE. It has at least 8 characters and stays on this machine. Whoever forgets it deletes the\nprofile’s folder and signs in anew.\n\nJSON: {"account","lock"}',
    examples: ['sotto lock on', 'sotto lock change', 'sotto lock off'],
    options: [],
    words: [1, 1],
  },
  directory: {
    name: 'directory',
    synopsis: ' | doubts | accept SINCE',
    summary: 'say whether the server’s word about keys and devices can be relied on',
    details:
      'The server keeps a log of all keys and devices that this device checks, and compares with what others\nhave been shown. doubts lists whatever was ever wrong, with what the server has signed ("heads"): the\nproof, for others to check. While one is open nobody new is added; accept goes on with what the server\nshows now, SINCE being the time of the doubt that you have looked at.\n\nJSON: {"state":"good","size"}, or {"state":"doubtful","size","kind","since","text","heads"} with "about"\nwhere somebody is meant; doubts, one a line: {"kind","since","text","heads","settled"}',
    examples: ['sotto directory', 'sotto directory doubts --json', 'sotto directory accept 1790000000000'],
    options: [],
    words: [0, 2],
  },
  security: {
    name: 'security',
    synopsis: 'CONVERSATION',
    summary: 'say who can read a conversation, with which devices',
    details:
      'CONVERSATION is an account name or a conversation id. These devices hold the keys of the conversation, and\nno others; each is signed by its account.\n\nJSON, one person a line: {"account","own","changed","devices":[{"device","since","current"}]} with\n"verifiedAt" where the safety number was compared, and the "name" of own devices',
    examples: ['sotto security bob', 'sotto security c_5rPZ… --json'],
    options: [],
    words: [1, 1],
  },
  send: {
    name: 'send',
    synopsis: 'TO TEXT… | TO -',
    summary: 'send a message',
    details:
      'TO is an account name or a conversation id. "-" instead of the text reads standard input. The\ncommand ends when the server has the message for good; with --queue as soon as it is in the\noutbox of this device, from where it leaves when the server can be reached and any command runs.\n\n  --queue            don’t wait for the server\n  --expires LENGTH   it goes by itself so long after reading (sotto expire), or stays (off)\n\nJSON: {"conversation","id","state"}',
    examples: [
      'sotto send bob Good morning',
      'uptime | sotto send c_5rPZ… -',
      'sotto send bob The code is 4711 --expires 5m',
      'sotto send bob -- -1 is enough',
    ],
    options: ['queue', 'expires'],
    words: [2, Number.MAX_SAFE_INTEGER],
  },
  group: {
    name: 'group',
    synopsis:
      'create NAME MEMBER… | add CONVERSATION MEMBER… | remove CONVERSATION MEMBER… | history CONVERSATION [none|all|DATE] | leave CONVERSATION',
    summary: 'make a group, change who is in it, leave it',
    details:
      'What newcomers see of what was written before is a matter of the group: nothing (none), everything\n(all), or from a day on (such as 2026-05-01).\n\n  --history none|all|DATE   with create; nothing if it is left out\n\nJSON: {"conversation","name","members"}; for history {"conversation","history"}; for leave\n{"conversation"}',
    examples: [
      'sotto group create "Summer party" bob carol',
      'sotto group add c_5rPZ… dave',
      'sotto group remove c_5rPZ… carol',
      'sotto group create --history all Press bob carol',
      'sotto group history c_5rPZ… 2026-05-01',
      'sotto group leave c_5rPZ…',
    ],
    options: ['history'],
    words: [2, Number.MAX_SAFE_INTEGER],
  },
  conversations: {
    name: 'conversations',
    synopsis: '',
    summary: 'list the conversations: those that are pinned, then the newest first',
    details:
      'JSON, one a line: {"conversation","name","members","unread","pinned","level"}, and while they are so "mutedUntil"\n(milliseconds since 1970, or "always"), "archived" and "markedUnread"',
    examples: ['sotto conversations', 'sotto conversations --json'],
    options: [],
    words: [0, 0],
  },
  conversation: {
    name: 'conversation',
    synopsis:
      'pin | unpin | archive | unarchive | unread | mute | unmute | level CONVERSATION [HOW LONG | everything | mentions | nothing]',
    summary:
      'pin, archive or mute a conversation on all devices of the account, or say what you are told of it',
    details:
      'CONVERSATION is a conversation id, or the name of somebody you talk with. Pinned ones come first in every list.\nOne that is archived is out of the way until a message of which you are told comes; unread makes it look so until\nit is opened. Of one that is muted nothing is said when something comes: for good, or as long as HOW LONG tells, a number\nwith m, h or d. Level is what you are told of it: everything; mentions, which is what says @ and your name, or\nanswers you; or nothing. Without a connection your other devices hear of it with the next command of this profile.\n\nJSON: {"conversation","name","pinned","level"}, and while they are so "mutedUntil" (milliseconds since 1970, or\n"always"), "archived" and "markedUnread"',
    examples: [
      'sotto conversation pin bob',
      'sotto conversation mute c_5rPZ… 8h',
      'sotto conversation mute bob',
      'sotto conversation unmute bob',
      'sotto conversation level c_5rPZ… mentions',
    ],
    options: [],
    words: [2, 3],
  },
  history: {
    name: 'history',
    synopsis: 'CONVERSATION',
    summary: 'show the last messages of a conversation, oldest first',
    details:
      'CONVERSATION is a conversation id, or the name of somebody you talk with.\n\n  --limit N     how many at most (default 50)\n  --ask-again   first ask everybody once more for messages that are missing\n\nJSON, one a line: {"type":"message","conversation","id","from","text","at","state"};\n"at" in milliseconds since 1970, "state" one of pending, sent, delivered, read, failed; and, where there is something to tell, "replyTo" (a message id),\n"edited" (when), "deleted" (true; the text is empty), "reactions" [{"reaction","by"}]. While older messages are\nstill arriving on this device, first {"type":"progress","done","total"}',
    examples: ['sotto history bob', 'sotto history c_5rPZ… --limit 500 --json'],
    options: ['limit', 'ask-again'],
    words: [1, 1],
  },
  export: {
    name: 'export',
    synopsis: 'FILE',
    summary: 'save a copy of the whole history in a file',
    details:
      'Everything that has come to this device and was not deleted, after a look at the server if it can be reached.\nThe file is sealed under a password of its own, from SOTTO_FILE_PASSWORD or asked for, and only sotto import on a\ndevice of the same account opens it. A file that is there is never written over.\n\n  --as json   readable for programs, and for whoever has the file\n  --as html   one page for a browser, readable for whoever has the file\n\nJSON: {"account","file","complete"}; "complete" is false while older messages have not arrived here',
    examples: ['sotto export alice.sotto-history', 'sotto export alice.html --as html'],
    options: ['as'],
    words: [1, 1],
  },
  import: {
    name: 'import',
    synopsis: 'FILE',
    summary: 'bring in a copy of the history that this account has saved',
    details:
      'Adds the messages that are not here, to this device and to the archive of the account. What is here already\nstays as it is, and what was deleted stays deleted. The password of the file comes from SOTTO_FILE_PASSWORD or is\nasked for. Readable copies are not taken: anybody could have written them.\n\nJSON: {"account","messages"}: how many came',
    examples: ['sotto import alice.sotto-history'],
    options: [],
    words: [1, 1],
  },
  listen: {
    name: 'listen',
    synopsis: '',
    summary: 'show messages as they come, first what was missed',
    details:
      'What is shown counts as read. Runs until it is stopped.\n\n  --for SECONDS   stop after this time\n  --count N       stop after this many messages\n  --all           also what else happens: states of own messages, changes of conversations\n\nJSON, one a line: messages as in history; what somebody changes of one,\n{"type":"change","conversation","id","by","at","change"}, "change" being edited (with "text"), deleted, pinned, unpinned,\nreacted or unreacted (with "reaction"); with --all also {"type":"state","conversation","id","state"}\nand {"type":"conversation","conversation"}; and always {"type":"warning","conversation","code","text"}, with\n"from" where the server says who sent what could not be opened; and {"type":"device","device"}\nwhen somebody has signed in to the account on another one',
    examples: [
      'sotto listen',
      'sotto listen --json --count 1',
      'sotto listen --for 60 --json | while read -r line; do …',
    ],
    options: ['for', 'count', 'all'],
    words: [0, 0],
  },
  chat: {
    name: 'chat',
    synopsis: '[WITH]',
    summary: 'an interactive screen: conversations, messages, search, and where one writes',
    details:
      'WITH is an account name or a conversation id to open at once. On the screen, ? lists the keys; Ctrl-C ends it.\nThe title of the window tells how many messages are unread. NO_COLOR leaves out colours.\n\n  --notify     show a notification of the terminal, too, for what it rings for (see sotto notifications)',
    examples: ['sotto chat', 'sotto chat bob', 'sotto chat --notify'],
    options: ['notify'],
    words: [0, 1],
  },
  operator: {
    name: 'operator',
    synopsis:
      'accounts [QUERY] | show NAME | disable NAME | enable NAME | signout NAME | disconnect NAME | delete NAME --yes',
    summary: 'look after the accounts of a server that runs on this machine',
    details:
      'For whoever runs the server: whoever can read its data folder. disable ends an account’s sessions and lets\nnobody in until enable; signout ends its sessions, and its devices come back with the next sign-in;\ndisconnect makes it free for another identity at the company’s sign-in; delete\nremoves it for good and says what is gone and what can’t be made to go. None of it reads a message.\n\n  --data DIR   the folder of the running server (default ./data, or SOTTO_DATA)\n  --yes        delete, without being able to undo it\n\nJSON: {"account","created","devices","sessions","lastSeen"} and "disabled" (since when); for delete\n{"account","removed","kept"}',
    examples: [
      'sotto operator accounts',
      'sotto operator disable mallory',
      'sotto operator delete mallory --yes',
    ],
    options: ['data', 'yes'],
    words: [1, 2],
  },
  serve: {
    name: 'serve',
    synopsis: '',
    summary: 'run the server itself',
    details:
      '  --port N         port to listen on (default 7688; SOTTO_PORT)\n  --host ADDRESS   address to listen on (default 127.0.0.1; SOTTO_HOST)\n  --data DIR       folder for everything that is kept (default ./data; SOTTO_DATA)',
    examples: ['sotto serve', 'sotto serve --port 8000 --data /srv/sotto'],
    options: ['port', 'host', 'data'],
    words: [0, 0],
  },
} as const satisfies Record<string, CommandText>
