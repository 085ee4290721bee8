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
        <header class="banner">
          Sandbox stand-in. Nothing here is the real service, and nothing leaves this machine.
        </header>
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
h1 { font-size: 20px; line-height: 28px; margin: 0 0 8px } h2 { font-size: 16px; line-height: 24px; margin: 32px 0 8px }
h3 { font-size: 14px; margin: 24px 0 4px } h4 { font-size: 14px; font-weight: 600; margin: 0 } h4 span { font-weight: 400; margin-left: 4px } h4 + p { margin: 0 }
section { scroll-margin-top: 16px }
p { margin: 0 0 12px; overflow-wrap: anywhere } .muted { color: var(--muted) } a { color: var(--accent) }
ul.plain { list-style: none; margin: 16px 0; padding: 0 } ul.plain li .row { margin-top: 8px } ul.plain li { border-top: 1px solid var(--line); padding: 10px 0 }
.line { display: flex; gap: 12px; align-items: center; justify-content: space-between } .line { flex-wrap: wrap } .line p { margin: 0; flex: 1 1 14rem } .line button { white-space: nowrap }
ul.plain li:target { padding-left: 12px; box-shadow: inset 3px 0 var(--accent); scroll-margin-top: 16px }
ul.plain li.on { padding-left: 12px; box-shadow: inset 3px 0 light-dark(#b45309, #f5b04c) }
.notice { padding: 10px 12px; border: 1px solid var(--accent); border-radius: 6px }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
label { display: flex; gap: 12px; align-items: start; padding: 8px 0 } label span { flex: 1 }
input[type=text], input[type=email], input[type=number], textarea, select { width: 100%; padding: 6px 8px; border: 1px solid light-dark(#8b909b, #7a7f8a); border-radius: 6px; font: inherit; background: transparent; color: inherit }
select { width: auto; max-width: 100%; background: light-dark(#fff, #15161a) }
::placeholder { color: var(--muted); opacity: 1 }
button, .button { display: inline-block; padding: 6px 14px; border: 1px solid var(--line); border-radius: 6px; background: transparent; color: inherit; font: inherit; font-weight: 500; text-decoration: none; cursor: pointer }
button.primary { background: #2a55c9; border-color: #2a55c9; color: #fff }
button.wide { width: 100%; text-align: left }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
button:hover { border-color: currentColor }
.row { display: flex; gap: 8px; margin-top: 16px; flex-wrap: wrap } table { border-collapse: collapse; width: 100% } td, th { text-align: left; overflow-wrap: anywhere; padding: 6px 8px 6px 0; border-top: 1px solid var(--line); vertical-align: top }
iframe { width: 100%; min-height: 320px; border: 1px solid var(--line); border-radius: 6px; background: #fff }
`
