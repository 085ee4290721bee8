import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'

type Content = HtmlEscapedString | Promise<HtmlEscapedString>

/** The frame of every sandbox page; without scripts or outside assets. */
export const page = (title: string, content: Content) =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Sandbox</title>
        <link rel="icon" href="data:," />
        <style>
          ${raw(styles)}
        </style>
      </head>
      <body>
        <p class="banner">Sandbox stand-in. Nothing here is the real service, and nothing leaves this machine.</p>
        <main>${content}</main>
      </body>
    </html>`

const styles = `
:root { color-scheme: light dark; --line: light-dark(#d9dbe0, #3a3d45); --muted: light-dark(#555b66, #a9aeb9); --accent: light-dark(#2a55c9, #8fb0ff); }
* { box-sizing: border-box }
body { margin: 0; font: 14px/20px system-ui, sans-serif; color: light-dark(#1c1e24, #eceef2); background: light-dark(#fff, #15161a) }
.banner { margin: 0; padding: 8px 16px; border-bottom: 1px solid var(--line); color: var(--muted); font-size: 12px }
main { max-width: 720px; margin: 0 auto; padding: 32px 16px }
main.narrow { max-width: 420px }
h1 { font-size: 20px; line-height: 28px; margin: 0 0 8px } h2 { font-size: 16px; margin: 32px 0 8px }
p { margin: 0 0 12px } .muted { color: var(--muted) } a { color: var(--accent) }
ul.plain { list-style: none; margin: 16px 0; padding: 0 } ul.plain li { border-top: 1px solid var(--line); padding: 10px 0 }
label { display: flex; gap: 12px; align-items: start; padding: 8px 0 } label span { flex: 1 }
input[type=text], input[type=email], input[type=number], textarea { width: 100%; padding: 6px 8px; border: 1px solid light-dark(#8b909b, #7a7f8a); border-radius: 6px; font: inherit; background: transparent; color: inherit }
button, .button { display: inline-block; padding: 6px 14px; border: 1px solid var(--line); border-radius: 6px; background: transparent; color: inherit; font: inherit; font-weight: 500; text-decoration: none; cursor: pointer }
button.primary { background: #2a55c9; border-color: #2a55c9; color: #fff }
button.wide { width: 100%; text-align: left }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
.row { display: flex; gap: 8px; margin-top: 16px; flex-wrap: wrap } table { border-collapse: collapse; width: 100% } td, th { text-align: left; padding: 6px 8px 6px 0; border-top: 1px solid var(--line); vertical-align: top }
iframe { width: 100%; min-height: 320px; border: 1px solid var(--line); border-radius: 6px; background: #fff }
`
