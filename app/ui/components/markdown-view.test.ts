import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { MarkdownView } from './markdown-view.tsx';

/** What a message becomes, without the box around it. */
const shown = (text: string) =>
  renderToStaticMarkup(createElement(MarkdownView, { text }))
    .replace(/^<div class="rich-text" dir="auto">(.*)<\/div>$/s, '$1')
    .replaceAll(' dir="auto"', '');

const link = (href: string, words: string, address?: string) =>
  `<a href="${href}" title="${href}" target="_blank" rel="noopener noreferrer nofollow">${words}${
    address === undefined ? '' : ` <bdi class="rich-address">(${address})</bdi>`
  }</a>`;

test.each<[string, string, string]>([
  ['words', 'The pump is loud.', '<p>The pump is loud.</p>'],
  ['nothing', '', ''],
  ['paragraphs', 'a\n\nb', '<p>a</p><p>b</p>'],
  ['lines and indentation as typed', 'a\n  b\nc', '<p>a\n  b\nc</p>'],
  [
    'marks',
    '*a* _b_ **c** ~~d~~ `*e*`',
    '<p><em>a</em> <em>b</em> <strong>c</strong> <s>d</s> <code>*e*</code></p>',
  ],
  ['marks in marks', '**a *b* `c`**', '<p><strong>a <em>b</em> <code>c</code></strong></p>'],
  [
    'no marks',
    '2 * 3 * 4, snake_case_name, ~5 °C, *.log and *.txt',
    '<p>2 * 3 * 4, snake_case_name, ~5 °C, *.log and *.txt</p>',
  ],
  ['escaped marks', '\\*a\\* \\# \\[b\\]', '<p>*a* # [b]</p>'],
  [
    'backslashes of paths',
    '\\\\server\\share C:\\.config D:\\\\x\\',
    '<p>\\\\server\\share C:\\.config D:\\\\x\\</p>',
  ],
  ['list', '- a\n- b\n  - c', '<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>'],
  ['list with its own numbers', '3. a\n7. b', '<ol><li value="3">a</li><li value="7">b</li></ol>'],
  ['list with long numbers', '2026. a', '<ol class="rich-long"><li value="2026">a</li></ol>'],
  ['loose list', '- a\n\n- b', '<ul><li><p>a</p></li><li><p>b</p></li></ul>'],
  [
    'tasks',
    '- [ ] a\n- [x] b',
    '<ul><li class="rich-task"><span role="img" aria-label="To do:">☐ </span>a</li><li class="rich-task"><span role="img" aria-label="Done:">☑ </span>b</li></ul>',
  ],
  ['a number is no list', '1.5 bar, 12)a', '<p>1.5 bar, 12)a</p>'],
  ['quotes', '> a\n> > b\n\nc', '<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote><p>c</p>'],
  ['headings', '# a\n## b\n### c\n#### d\n###### e', '<h3>a</h3><h4>b</h4><h5>c</h5><h6>d</h6><h6>e</h6>'],
  ['no heading: a number sign', '#12 is done', '<p>#12 is done</p>'],
  ['no heading: a signature', 'Regards\n---\nAna', '<p>Regards</p><hr/><p>Ana</p>'],
  ['no heading: a line below', 'Total\n===', '<p>Total\n===</p>'],
  ['code', '```\n<b> *x*\n  y\n```', '<pre dir="ltr"><code>&lt;b&gt; *x*\n  y</code></pre>'],
  ['code of a language', '```js\nx\n```', '<pre dir="ltr"><small>js</small><code>x</code></pre>'],
  [
    'code that begins beside its ticks',
    '```Error: no\nbar',
    '<pre dir="ltr"><small>Error: no</small><code>bar</code></pre>',
  ],
  ['indented code', '    x\n      y', '<pre dir="ltr"><code>x\n  y</code></pre>'],
  ['rule', 'a\n\n***\n\nb', '<p>a</p><hr/><p>b</p>'],
  [
    'table',
    '|a|b|\n|-|-|\n|1|*2*|',
    '<div class="rich-table" role="region" aria-label="Table" tabindex="0"><table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead><tbody><tr><td>1</td><td><em>2</em></td></tr></tbody></table></div>',
  ],
  ['no table where a cell would be lost', '|a|\n|-|\n|1|2|', '<p>|a|\n|-|\n|1|2|</p>'],
  ['entities as typed', '&lt;b&gt; &amp;', '<p>&amp;lt;b&amp;gt; &amp;amp;</p>'],
  ['HTML as the text it is', '<b>**x**</b>', '<p>&lt;b&gt;<strong>x</strong>&lt;/b&gt;</p>'],
  ['a link', '[manual](https://x.example/a)', `<p>${link('https://x.example/a', 'manual', 'x.example')}</p>`],
  [
    'a link that says where',
    '[x.example](https://x.example/a)',
    `<p>${link('https://x.example/a', 'x.example')}</p>`,
  ],
  [
    'a link without words',
    '[](https://x.example/a)',
    `<p>${link('https://x.example/a', 'https://x.example/a')}</p>`,
  ],
  ['a link with a title stays as typed', '[a](<b> "c")', '<p>[a](&lt;b&gt; &quot;c&quot;)</p>'],
  [
    'no word hides in a title',
    '[a](https://x.example "c")',
    `<p>[a](${link('https://x.example', 'https://x.example')} &quot;c&quot;)</p>`,
  ],
  [
    'marks in a link',
    '[**a**](https://x.example)',
    `<p>${link('https://x.example', '<strong>a</strong>', 'x.example')}</p>`,
  ],
  [
    'a bare address',
    'see https://x.example/a_b_c.',
    `<p>see ${link('https://x.example/a_b_c', 'https://x.example/a_b_c')}.</p>`,
  ],
  [
    'an address in marks',
    '**https://x.example/a**, `https://y.example`',
    `<p><strong>${link('https://x.example/a', 'https://x.example/a')}</strong>, <code>https://y.example</code></p>`,
  ],
  [
    'an address in brackets',
    '(https://x.example/a_(b)) [https://y.example]',
    `<p>(${link('https://x.example/a_(b)', 'https://x.example/a_(b)')}) [${link('https://y.example', 'https://y.example')}]</p>`,
  ],
  [
    'an address between angles',
    '<https://x.example>',
    `<p>${link('https://x.example', 'https://x.example')}</p>`,
  ],
  [
    'mail and telephone',
    'a@x.example, +385 91 234 567',
    `<p>${link('mailto:a@x.example', 'a@x.example')}, ${link('tel:+38591234567', '+385 91 234 567')}</p>`,
  ],
  [
    'a mail address in a link stays its words',
    '[a@x.example](https://y.example)',
    `<p>${link('https://y.example', 'a@x.example', 'y.example')}</p>`,
  ],
  [
    'a picture is a link',
    'x ![p](https://t.example/p.png)',
    `<p>x ${link('https://t.example/p.png', 'Picture: p', 't.example')}</p>`,
  ],
  [
    'an exclamation before an address',
    'Look!https://x.example',
    `<p>Look!${link('https://x.example', 'https://x.example')}</p>`,
  ],
])('%s', (_, text, expected) => {
  expect(shown(text)).toBe(expected);
});

const tags = new Set(
  'p h3 h4 h5 h6 pre small code blockquote ul ol li table thead tbody tr th td div hr em strong s a bdi span'.split(
    ' ',
  ),
);
const attributes: Record<string, RegExp> = {
  href: /^(https?:\/\/[^\s"]+|mailto:[^\s"]+|tel:[+\d]+)$/i,
  title: /^(https?:\/\/[^\s"]+|mailto:[^\s"]+|tel:[+\d]+)$/i,
  target: /^_blank$/,
  rel: /^noopener noreferrer nofollow$/,
  class: /^rich-(table|task|address|long)$/,
  role: /^(img|region)$/,
  'aria-label': /^(To do:|Done:|Table)$/,
  dir: /^ltr$/,
  value: /^\d{1,9}$/,
  scope: /^col$/,
  tabindex: /^0$/,
};

/** Everything in the markup that is not on the list above. */
function strange(html: string): string[] {
  return [...html.matchAll(/<[^>]*>?/g)].flatMap(([tag]) => {
    const match = /^<\/?([a-z0-9]+)((?: [a-z-]+="[^"<>]*")*)\/?>$/.exec(tag);
    if (!match || !tags.has(match[1] ?? '')) return [tag];
    return [...(match[2] ?? '').matchAll(/ ([a-z-]+)="([^"]*)"/g)]
      .filter(([, name = '', value = '']) => !attributes[name]?.test(value))
      .map(([attribute]) => attribute);
  });
}

test('the check of the markup finds what is strange', () => {
  for (const html of [
    '<script>',
    '<img src="x"/>',
    '<a href="javascript:x">',
    '<p onclick="x">',
    '<p class="button">',
  ])
    expect(strange(html)).toHaveLength(1);
});

const script = 'javascript:alert(1)';
test.each<[string, number]>([
  [`[a](${script})`, 0],
  [`[a](<${script}>)`, 0],
  [`<${script}>`, 0],
  [`[a]( ${script} )`, 0],
  ['[a](JaVaScRiPt:alert(1))', 0],
  ['[a](java&#10;script:alert(1))', 0],
  ['[a](java&Tab;script:alert(1))', 0],
  ['[a](javascript&colon;alert(1))', 0],
  ['[a](&#106;avascript:alert(1))', 0],
  ['[a](&#x6A&#x61&#x76&#x61script:alert(1))', 0],
  ['[a](\\javascript:alert(1))', 0],
  ['[a](%6Aavascript:alert(1))', 0],
  ['[a](javascript%3Aalert(1))', 0],
  ['[a](\u0001javascript:alert(1))', 0],
  ['[a](\u00a0javascript:alert(1))', 0],
  ['[a](ｊavascript:alert(1))', 0],
  ['[a](vbscript:msgbox(1))', 0],
  ['[a](data:text/html;base64,PHNjcmlwdD4=)', 0],
  ['[a](DATA:image/svg+xml,<svg/onload=alert(1)>)', 0],
  ['[a](blob:https://x.example/1)', 1],
  ['[a](file:///etc/passwd)', 0],
  ['[a](//evil.example)', 0],
  ['[a](/settings)', 0],
  ['[a](#main)', 0],
  ['[a]()', 0],
  ['[]()', 0],
  ['[a](<>)', 0],
  ['![a]()', 0],
  ['[a](https:evil.example)', 0],
  ['![a](javascript:alert(1))', 0],
  ['![a](data:image/png;base64,AAAA)', 0],
  ['[a]: javascript:alert(1)\n\n[a] [b][a] [a][]', 0],
  ['[a]: https://x.example "b"\n\n[a] [b][a]', 1],
  ['[a]: https://x.example\n\n[a] [b][a]', 1],
  ['<img src=x onerror=alert(1)>', 0],
  ['`<img src=x onerror=alert(1)>`', 0],
  ['<svg onload=alert(1)>', 0],
  ['<svg><script>alert(1)</script></svg>', 0],
  ['<a href="javascript:alert(1)">x</a>', 0],
  ['<!--><img src=x onerror=alert(1)>-->', 0],
  ['<style>*{display:none}</style>', 0],
  ['<iframe srcdoc="<script>alert(1)</script>">', 0],
  ['<form action="https://x.example"><input></form>', 1],
  ['```"onmouseover="alert(1)\nx\n```', 0],
  ['``` <img src=x onerror=alert(1)>\nx', 0],
  ['[a](https://x.example/"onmouseover="alert(1))', 1],
  ['[a](https://x.example/<script>)', 1],
  ["[a](https://x.example 'onclick=alert(1)')", 1],
  ['https://x.example/"><img src=x onerror=alert(1)>', 1],
  ['https://x.example/<svg/onload=alert(1)>', 1],
  ['[![a](javascript:alert(1))](https://x.example)', 1],
  ['[[a](https://x.example)](javascript:alert(1))', 1],
  ['[a](https://x.example)](javascript:alert(1))', 1],
  ['`[a](javascript:alert(1))`', 0],
  ['|a|\n|-|\n|[a](javascript:alert(1))<img src=x onerror=alert(1)>|', 0],
  ['# <img src=x onerror=alert(1)>', 0],
  ['- [x] <input onfocus=alert(1) autofocus>', 0],
  ['\u202E[moc.knab](https://x.example)', 1],
  ['[a\u0000](https://x.example/\u0000)', 1],
  ['\u0000<script>\u0000', 0],
  ['[__proto__](https://x.example) __proto__ constructor', 1],
])('%j runs and loads nothing, and has %i links', (text, links) => {
  const html = shown(text);
  expect(strange(html)).toEqual([]);
  expect(html.match(/<a /g) ?? []).toHaveLength(links);
});

const words = fc.nat(99).map((n) => `word${n}`);
const marks = fc.constantFrom(
  ...[
    '*',
    '**',
    '_',
    '~~',
    '`',
    '```\n',
    '> ',
    '- ',
    '1. ',
    '[ ] ',
    '# ',
    '---',
    '\n',
    '\n\n',
    '    ',
    '\t',
    '|',
    '|-|-|\n',
  ],
  ...[
    '<b>',
    '<!--',
    '&amp;',
    '\\',
    '[',
    ']',
    '(',
    ')',
    '![',
    '](',
    '](https://x.example/',
    'https://',
    ':',
    '"',
    '@x.example',
  ],
  ...['+38591234567', 'javascript:', '\u202E', '\u0000', '\uD800', '😀', '==', '~', '<', '>', '+', '1)'],
);

test('whatever is typed, nothing throws, nothing strange is shown, and no word is lost', () => {
  const texts = fc.array(fc.oneof(words, marks), { maxLength: 60 });
  fc.assert(
    fc.property(texts, (parts) => {
      const html = shown(parts.join(''));
      expect(strange(html)).toEqual([]);
      for (const word of parts.join('').match(/word\d+/g) ?? []) expect(html).toContain(word);
    }),
    { numRuns: 3_000 },
  );
});
