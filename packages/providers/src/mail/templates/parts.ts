import { escapeHtml } from '../html'
import { light } from '../theme'
import { linkTo } from './frame'

export type Action = { label: string; url: string }

export const title = (words: string): string =>
  `<h1 class="text" style="margin: 0 0 16px; font-size: 20px; line-height: 28px; font-weight: 600; color: ${light.text}">${escapeHtml(words)}</h1>`

export const note = (words: string): string =>
  `<p class="third" style="margin: 0 0 16px; font-size: 13px; line-height: 20px; color: ${light.third}">${escapeHtml(words)}</p>`

/** The first of several things to do, or the only one. The cell is coloured as well: some programs leave links bare. */
export const button = ({ label, url }: Action): string =>
  `<table role="presentation" cellpadding="0" cellspacing="0" style="margin: 0 0 16px"><tr><td class="button" style="border-radius: 6px; background: ${light.accent}"><a class="button" href="${linkTo(url)}" style="display: inline-block; padding: 10px 18px; border-radius: 6px; background: ${light.accent}; color: #ffffff; font-weight: 600; line-height: 24px; text-decoration: none">${escapeHtml(label)}</a></td></tr></table>`

/** Things to choose from, below each other, each as wide as the mail: large enough for a thumb. */
export const choices = (actions: readonly Action[]): string =>
  `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin: 0 0 8px">${actions
    .map(
      ({ label, url }) =>
        `<tr><td style="padding: 0 0 8px"><a class="choice" href="${linkTo(url)}" style="display: block; padding: 10px 16px; border: 1px solid ${light.third}; border-radius: 6px; color: ${light.text}; font-weight: 500; line-height: 24px; text-decoration: none">${escapeHtml(label)}</a></td></tr>`,
    )
    .join('')}</table>`

export const link = ({ label, url }: Action): string =>
  `<a class="link" href="${linkTo(url)}" style="color: ${light.accentText}">${escapeHtml(label)}</a>`

export const actionText = ({ label, url }: Action): string => `${label}: ${url}`
