/** Schemes a person's words may lead to. Nothing else runs, opens or stays inside the app. */
const allowed = /^(https?:\/\/[^/?#]|mailto:[^?]|tel:[+\d(])/i;

function parsed(href: string): URL | null {
  try {
    return new URL(href);
  } catch {
    return null;
  }
}

/**
 * Whether a link may lead there: a whole web address, a mail address or a telephone number. What only looks so (`java\nscript:`,
 * `//host`, a path of this app) may not.
 */
export function isSafeAddress(href: string): boolean {
  // eslint-disable-next-line no-control-regex -- browsers drop these, and what remains may be another scheme
  if (/[\u0000-\u0020\u007f]/.test(href) || !allowed.test(href)) return false;
  const url = parsed(href);
  if (!url) return false;
  return ['http:', 'https:'].includes(url.protocol)
    ? url.hostname !== ''
    : ['mailto:', 'tel:'].includes(url.protocol);
}

const plain = (text: string) => text.trim().toLowerCase();

/**
 * Where a link leads, for whom its words do not say so: the host as the browser will ask for it (letters of other
 * scripts as `xn--…`), the mail address or the number. Null where the words are that address.
 */
export function hiddenAddress(href: string, words: string): string | null {
  const url = parsed(href);
  if (!url) return href;
  if (url.protocol === 'mailto:') {
    const address = url.pathname;
    return plain(words)
      .replace(/^mailto:/, '')
      .split('?')[0] === plain(address)
      ? null
      : address;
  }
  if (url.protocol === 'tel:') {
    const digits = (text: string) => text.replace(/[^\d+]/g, '');
    return digits(words) === digits(url.pathname) && !/\p{L}/u.test(words.replace(/^tel:/i, ''))
      ? null
      : url.pathname;
  }
  const said = plain(words).replace(/^https?:\/\//, '');
  const saysHost = said.startsWith(url.host) && /^(:\d+)?([/?#]|$)/.test(said.slice(url.host.length));
  return saysHost && !/\s/.test(said) ? null : url.host;
}
