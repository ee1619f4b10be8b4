/** A piece of a message: plain text, or a link. */
export type TextPart = { text: string; href?: never } | { text: string; href: string };

/**
 * Written schemes first, then bare mail addresses and international phone numbers. Linear by construction: whatever may
 * fail after a repetition has a bound, and a mail address begins only where a word does. A web address is one pass that
 * cannot fail, and a bound would cut it into a wrong one.
 */
const pattern = new RegExp(
  [
    /https?:\/\/[^\s<>"]+/,
    /mailto:[^\s<>"@]{1,64}@[^\s<>"]+/,
    /tel:\+?[\d().\- ]{3,32}\d/,
    /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/,
    /\+\d[\d ()-]{6,18}\d/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'giu',
);

const sentenceTail = /[.,;:!?'"’”»)\]}]/;
/** Where marks stand for emphasis, those at the end do so too. */
const markdownTail = /[.,;:!?'"’”»)\]}*_~]/;

/** A sentence's own punctuation does not belong to the address in it; a closing bracket does if it was opened there. */
function withoutTail(link: string, tail = sentenceTail): string {
  let end = link.length;
  /** How many more brackets are opened than closed before `end`; counted once, for a tail may be long. */
  let open = link.split('(').length - link.split(')').length;
  while (end > 0) {
    const last = link.charAt(end - 1);
    if (last === ')' && open >= 0) break;
    if (!tail.test(last)) break;
    if (last === ')') open += 1;
    end -= 1;
  }
  return link.slice(0, end);
}

function hrefOf(link: string): string {
  if (/^(https?:|mailto:)/i.test(link)) return link;
  if (/^tel:/i.test(link)) return `tel:${link.slice(4).replace(/[^\d+]/g, '')}`;
  return link.startsWith('+') ? `tel:${link.replace(/[^\d+]/g, '')}` : `mailto:${link}`;
}

/** Splits a message into text and links. Only http(s), mailto and tel become links: nothing else a person types runs. */
export function linkParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let done = 0;
  for (const match of text.matchAll(pattern)) {
    const link = withoutTail(match[0]);
    if (!link) continue;
    if (match.index > done) parts.push({ text: text.slice(done, match.index) });
    parts.push({ text: link, href: hrefOf(link) });
    done = match.index + link.length;
  }
  if (done < text.length) parts.push({ text: text.slice(done) });
  return parts;
}

const addressInMarkdown = /https?:\/\/[^\s<>"`|[\]]+/iuy;

/** The web address that begins at `from` in Markdown source, or an empty string: brackets and ticks there have a meaning. */
export function webAddressAt(source: string, from: number): string {
  addressInMarkdown.lastIndex = from;
  return withoutTail(addressInMarkdown.exec(source)?.[0] ?? '', markdownTail);
}
