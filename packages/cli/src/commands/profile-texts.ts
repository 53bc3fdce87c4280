// The words of profile and status for `--help`.

import type { CommandText } from './command.ts'

export const profileTexts = {
  profile: {
    name: 'profile',
    synopsis: '[ACCOUNT] | set [OPTION…]',
    summary: 'what people say of themselves, and what you do',
    details:
      'Sealed: seen by those one talks to. With --visible everyone the server is given the key, so that everyone who has an\naccount on it can read the profile, and the server, too. An empty text takes something away.\n\n  --name TEXT       display name, at most 64 characters\n  --title TEXT      such as "Editor"\n  --about TEXT      at most 512 characters\n  --location TEXT\n  --pronouns TEXT\n  --picture FILE    JPEG, PNG or WebP of at most 64 KB, sent as it is, with whatever else is written in the file\n  --visible WHO     people or everyone\n\nJSON: {"account","name","title","about","location","pronouns","picture","visible","status"}; "picture" is whether there\nis one, "visible" of the own account alone',
    examples: ['sotto profile bob', 'sotto profile set --name "Alice Liddell" --title Editor'],
    options: ['name', 'title', 'about', 'location', 'pronouns', 'picture', 'visible'],
    words: [0, 2],
  },
  status: {
    name: 'status',
    synopsis: '[online|away|busy|invisible] [TEXT…]',
    summary: 'how you are just now',
    details:
      'On all devices of the account. busy is "do not disturb": the app says nothing of what comes. While you are invisible\nthe server tells nobody that you are here; that a message has reached a device of yours is still shown to whoever sent\nit. TEXT has at most 80 characters.\n\n  --emoji EMOJI   one\n  --until TIME    ends by itself after so long, such as 30m, 8h or 2d\n\nJSON: {"account","hidden","status"}; "status" {"kind","emoji","text","until"}',
    examples: ['sotto status busy In a meeting --emoji 📅 --until 1h', 'sotto status online'],
    options: ['emoji', 'until'],
    words: [0, 100],
  },
} as const satisfies Record<string, CommandText>
