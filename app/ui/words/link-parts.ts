/** A piece of a message: plain text, or a link. */
export type TextPart = { text: string; href?: never } | { text: string; href: string };

// Written schemes first, then bare mail addresses and international phone numbers.
const pattern =
  /https?:\/\/[^\s<>"]+|mailto:[^\s<>"]+@[^\s<>"]+|tel:\+?[\d().\- ]{3,}\d|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\+\d[\d ()-]{6,18}\d/giu;

/** A sentence's own punctuation does not belong to the address in it; a closing bracket does if it was opened there. */
function withoutTail(link: string): string {
  let end = link.length;
  while (end > 0) {
    const last = link.charAt(end - 1);
    if (last === ')' && link.slice(0, end).split('(').length > link.slice(0, end - 1).split(')').length)
      break;
    if (!/[.,;:!?'"’”»)\]}]/.test(last)) break;
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
